"""Who writes which message."""

from __future__ import annotations

from collections.abc import Mapping

from casefile_contracts.generator import court, deciding, exchange, opening, police, review
from casefile_contracts.generator.case import Author

AUTHORS: Mapping[str, Author] = {
    "ActionPlanIssued": review.action_plan_issued,
    "ActionPlanItemUpdated": review.action_plan_item_updated,
    "ActionPlanResponded": police.action_plan_responded,
    "AdministrativelyFinalised": review.administratively_finalised,
    "CaseFinalised": court.case_finalised,
    "CaseRegistered": opening.case_registered,
    "CaseTransferred": review.case_transferred,
    "ChargeReconciliationResult": exchange.charge_reconciliation_result,
    "ChargeReviewChanged": court.charge_review_changed,
    "ChargesLaid": police.charges_laid,
    "ChargingDecisionIssued": deciding.charging_decision_issued,
    "ChargingDecisionRequested": opening.charging_decision_requested,
    "ChargingDecisionResubmitted": police.charging_decision_resubmitted,
    "ChaserIssued": review.chaser_issued,
    "ContactChanged": opening.contact_changed,
    "DeliveryOverdue": exchange.delivery_overdue,
    "DgaDisputeResolved": review.dga_dispute_resolved,
    "DgaDisputed": police.dga_disputed,
    "DgaRecorded": review.dga_recorded,
    "DisclosureDecisionIssued": review.disclosure_decision_issued,
    "DisclosureScheduleSubmitted": police.disclosure_schedule_submitted,
    "EarlyAdviceIssued": review.early_advice_issued,
    "EarlyAdviceRequested": opening.early_advice_requested,
    "FileCompletenessResult": exchange.file_completeness_result,
    "FileUpgradeRequested": review.file_upgrade_requested,
    "FileUpgraded": police.file_upgraded,
    "FullFileSent": police.full_file_sent,
    "HearingOutcomeNotified": court.hearing_outcome_notified,
    "HearingScheduled": court.hearing_scheduled,
    "MaterialSubmitted": opening.material_submitted,
    "MaterialWithdrawn": opening.material_withdrawn,
    "NoFurtherActionNotified": police.no_further_action_notified,
    "OutOfCourtDisposalRecorded": police.out_of_court_disposal_recorded,
    "PoliceChargedCaseSubmitted": opening.police_charged_case_submitted,
    "ProceedingsStopped": court.proceedings_stopped,
    "Receipt": exchange.receipt,
    "ReconciliationReport": exchange.reconciliation_report,
    "ReferralWithdrawn": police.referral_withdrawn,
    "RemandStatusChanged": police.remand_status_changed,
    "ReviewerAssigned": review.reviewer_assigned,
    "SchemaVersionNotice": exchange.schema_version_notice,
    "SuspectDefendantUpserted": opening.suspect_defendant_upserted,
    "TriageAccepted": review.triage_accepted,
    "TriageRejected": review.triage_rejected,
    "TriageRejectionChallenged": police.triage_rejection_challenged,
    "UnauthorisedChargeFlagged": court.unauthorised_charge_flagged,
    "VictimPersonalStatementUpdated": police.victim_personal_statement_updated,
    "VrrDecisionNotified": court.vrr_decision_notified,
    "WitnessRequirementNotified": court.witness_requirement_notified,
    "WitnessVictimUpserted": opening.witness_victim_upserted,
}
"""By message type; splits and mergers concern several cases, and are written in `numbers`."""
