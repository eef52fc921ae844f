package main

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strconv"
	"time"
	_ "time/tzdata" // so that it also runs where no time zones are installed
)

// The functions of ours that conditions call, as functions.json specifies them. Dates and timestamps are texts of the
// JSON form.

const (
	letters  = "ZABCDEFGHJKLMNPQRTUVWXY"
	firstDay = "0001-01-01"
	lastDay  = "9999-12-31"
	eternity = 10_000 * 366 * 24 * 60 // minutes, more than there are from the first day to the last

	dateForm      = "2006-01-02"
	timestampForm = "2006-01-02T15:04:05.000Z"
)

var (
	asnForm  = regexp.MustCompile(`^[0-9]{2}[A-Z0-9]{6,7}[0-9]{11}[A-HJ-NP-RT-Z]$`)
	asnDummy = regexp.MustCompile(`^(0800[NP]P01[0-9]{11}[A-Z]|[0-9]{4}NRPR[0-9A-Z]{12}` +
		`|[0-9]{2}(12LN00|00NP00|6300[0-9]{2})[0-9]{11}[A-Z]` +
		`|[0-9]{2}(06SS|00XX|50(11|12|21|41|42|43|OF|SJ))[0-9A-Z]{2}[0-9]{11}[A-Z])$`)
	pncForm     = regexp.MustCompile(`^([0-9]{4})/([0-9]{7})([A-Z])$`)
	croForm     = regexp.MustCompile(`^([0-9]{1,6})/([0-9]{2})([A-Z])$`)
	croSFForm   = regexp.MustCompile(`^SF([0-9]{2})/([0-9]{1,6})([A-Z])$`)
	ouPolice    = regexp.MustCompile(`^0[0-9]{2}[A-Z0-9]{4}$`)
	decimalForm = regexp.MustCompile(`^(-?)([0-9]{1,14})([.]([0-9]{1,4}))?$`)
	digitsOnly  = regexp.MustCompile(`^[0-9]+$`)

	england = must(time.LoadLocation("Europe/London"))
)

// Span is the days on which a code holds, first and last; empty is without end.
type Span struct{ First, Last string }

// Lists says by name of the list and code when the code holds.
type Lists map[string]map[string][]Span

func (lists Lists) known(list, code, on string) bool {
	for _, span := range lists[list][code] {
		if on == "" || (span.First <= on && (span.Last == "" || on <= span.Last)) {
			return true
		}
	}
	return false
}

func beginning(text string, count int) string {
	characters := []rune(text)
	return string(characters[:min(count, len(characters))])
}

func ouCode(text string) string {
	if ouPolice.MatchString(text) {
		return text[1:]
	}
	return text
}

func asnUnit(asn string) string {
	if asnForm.MatchString(asn) {
		return ouCode(asn[2:len(asn)-14] + "00")
	}
	return asn
}

func asnValid(asn string) bool {
	if !asnForm.MatchString(asn) {
		return false
	}
	end, counted := len(asn), ""
	for _, part := range []string{asn[end-18 : end-16], asn[end-14 : end-12]} {
		if digitsOnly.MatchString(part) {
			counted += part
		}
	}
	return asn[end-1:] == letter(counted+asn[:2]+asn[end-12:end-1])
}

func pncValid(pnc string) bool {
	found := pncForm.FindStringSubmatch(pnc)
	return found != nil && found[1] != "0000" && found[3] == letter(found[1][2:]+found[2])
}

func croValid(cro string) bool {
	if found := croForm.FindStringSubmatch(cro); found != nil {
		return found[3] == letter(fmt.Sprintf("%s%06d", found[2], number(found[1])))
	}
	found := croSFForm.FindStringSubmatch(cro)
	return found != nil && found[3] == letter(fmt.Sprintf("%s%d", found[1], number(found[2])))
}

func daysBetween(first, last string) int64 {
	return days(last) - days(first)
}

func monthsAfter(date string, months int64) string {
	start := day(date)
	count := int64(start.Year())*12 + int64(start.Month()) - 1 + months
	switch {
	case count < 12:
		return firstDay
	case count >= 120_000:
		return lastDay
	}
	year, month := int(count/12), time.Month(count%12+1)
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(year, month, min(start.Day(), last), 0, 0, 0, 0, time.UTC).Format(dateForm)
}

func ageOn(birth, on string) int64 {
	years := number(on[:4]) - number(birth[:4])
	if on[5:] < birth[5:] {
		years--
	}
	return years
}

func dateOf(timestamp string) string {
	if timestamp < "1848" {
		return timestamp[:len(dateForm)]
	}
	return moment(timestamp).In(england).Format(dateForm)
}

func minutesAfter(timestamp string, minutes int64) string {
	at := time.UnixMilli(moment(timestamp).UnixMilli() + min(max(minutes, -eternity), eternity)*60_000).UTC()
	switch {
	case at.Year() < 1:
		return firstDay + "T00:00:00.000Z"
	case at.Year() > 9999:
		return lastDay + "T23:59:59.999Z"
	}
	return at.Format(timestampForm)
}

// decimal gives the number in ten-thousandths; 0 for text that is none.
func decimal(text string) int64 {
	found := decimalForm.FindStringSubmatch(text)
	if found == nil {
		return 0
	}
	value := number(found[2])*10_000 + number((found[4] + "0000")[:4])
	if found[1] != "" {
		return -value
	}
	return value
}

func distinct(items []any) bool {
	seen := map[any]bool{}
	for _, item := range items {
		seen[item] = true
	}
	return len(seen) == len(items)
}

func mark(text, salt string) string {
	digest := sha256.Sum256([]byte(salt + ":" + text))
	return fmt.Sprintf("%02x", digest[0])
}

func letter(digits string) string {
	place := number(digits) % 23
	return letters[place : place+1]
}

func number(digits string) int64 {
	return must(strconv.ParseInt(digits, 10, 64))
}

func day(text string) time.Time {
	return must(time.Parse(dateForm, text))
}

func days(text string) int64 {
	return day(text).Unix() / 86_400
}

func moment(text string) time.Time {
	return must(time.Parse(timestampForm, text))
}

// must gives the value of what cannot fail on a JSON form that fits its schema.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
