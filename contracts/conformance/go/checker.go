package main

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
)

const line = 255

var (
	askedForm      = regexp.MustCompile(`known\(\s*["']([a-z_]+)["']`)
	ofTheCase      = regexp.MustCompile(`(^|[^\w.])case[.]`)
	control        = regexp.MustCompile(`[\x{00}-\x{1f}\x{7f}-\x{9f}]`)
	controlInProse = regexp.MustCompile(`[\x{00}-\x{08}\x{0b}-\x{1f}\x{7f}-\x{9f}]`)
	patterns       sync.Map // by text
)

// Rule is an entry of rules.json.
type Rule struct {
	ID, At, Require, Severity, Softer, From, To string
	On                                          any // one name or several
	Examples                                    map[string][]map[string]any

	test      *Condition
	asked     []string
	ofTheCase bool
}

// Records are the short names of the records that the rule is on.
func (rule *Rule) Records() []string {
	if name, ok := rule.On.(string); ok {
		return []string{name}
	}
	var names []string
	for _, name := range rule.On.([]any) {
		names = append(names, name.(string))
	}
	return names
}

// Finding is rule, severity and pointer.
type Finding [3]string

// Checker says what is to be said about a message.
type Checker struct {
	rules  map[string]*Rule
	on     map[string][]*Rule
	lists  Lists
	softer *Condition
}

// checker is made for the lists that are loaded; a rule that asks another one finds nothing.
func checker(release *Release, environment *cel.Env, lists Lists) (*Checker, error) {
	softer, err := condition(environment, release.SofterWhen)
	if err != nil {
		return nil, err
	}
	made := &Checker{release.Rules, map[string][]*Rule{}, lists, softer}
	for _, entry := range release.Rules {
		if entry.Require == "" {
			continue
		}
		rule := *entry
		if rule.test, err = condition(environment, rule.Require); err != nil {
			return nil, fmt.Errorf("%s: %w", rule.ID, err)
		}
		for _, found := range askedForm.FindAllStringSubmatch(rule.Require, -1) {
			rule.asked = append(rule.asked, found[1])
		}
		rule.ofTheCase = ofTheCase.MatchString(rule.Require)
		for _, record := range rule.Records() {
			made.on[record] = append(made.on[record], &rule)
		}
	}
	return made, nil
}

// look is one message being checked.
type look struct {
	*Checker
	names map[string]any
	found map[[2]string]bool // by pointer and rule
	err   error
}

// Check gives every finding, in no order.
func (checker *Checker) Check(shape *Shape, message map[string]any, now string, memory any) ([]Finding, error) {
	look := &look{checker, names(message, message, now, memory), map[[2]string]bool{}, nil}
	soft := false
	if _, ok := message["envelope"]; ok {
		soft, look.err = checker.softer.Holds(look.names)
	}
	look.record(shape, message, "")
	var findings []Finding
	for place := range look.found {
		rule := checker.rules[place[1]]
		severity := rule.Severity
		if soft && rule.Softer != "" {
			severity = rule.Softer
		}
		findings = append(findings, Finding{rule.ID, severity, place[0]})
	}
	return findings, look.err
}

func (look *look) record(shape *Shape, value map[string]any, at string) {
	for _, field := range shape.Fields {
		if inner, ok := value[field.Name]; ok {
			look.value(field.Shape, field.Attributes, "", inner, at+"/"+field.Name)
		}
	}
	for _, rule := range look.on[shape.Name] {
		if !look.applies(rule) {
			continue
		}
		look.names["this"] = value
		holds, err := rule.test.Holds(look.names)
		if err != nil {
			look.err = err
		} else if !holds {
			look.found[[2]string{at + rule.At, rule.ID}] = true
		}
	}
}

func (look *look) applies(rule *Rule) bool {
	today := look.names["today"].(string)
	for _, list := range rule.asked {
		if _, loaded := look.lists[list]; !loaded {
			return false
		}
	}
	remembered := look.names["case"] != nil || !rule.ofTheCase
	return remembered && rule.From <= today && (rule.To == "" || today <= rule.To)
}

func (look *look) value(shape *Shape, attributes map[string]any, given string, value any, at string) {
	own, _ := attributes["rule"].(string)
	rule := first(own, given, "F00")
	for _, broken := range look.broken(shape, attributes, rule, value) {
		look.found[[2]string{at, broken}] = true
	}
	switch shape.Kind {
	case "optional":
		look.value(shape.Inner, attributes, given, value, at)
	case "record":
		look.record(shape, value.(map[string]any), at)
	case "array":
		for index, item := range value.([]any) {
			look.value(shape.Inner, shape.Own, own, item, fmt.Sprintf("%s/%d", at, index))
		}
	}
}

// broken gives the rules of those limits that a value does not keep.
func (look *look) broken(shape *Shape, attributes map[string]any, rule string, value any) (broken []string) {
	say := func(holds bool, rule string) {
		if !holds {
			broken = append(broken, rule)
		}
	}
	switch shape.Kind {
	case "array":
		say(within(int64(len(value.([]any))), attributes["minItems"], attributes["maxItems"]), rule)
	case "enum":
		say(value != "UNKNOWN", rule)
	case "string":
		text := value.(string)
		say(within(int64(utf8.RuneCountInString(text)), attributes["minLength"], attributes["maxLength"]), rule)
		name, _ := attributes["codes"].(string)
		if list, loaded := look.lists[name]; loaded {
			say(list[text] != nil, rule)
		}
		if pattern, ok := attributes["pattern"].(string); ok {
			say(matches(pattern, text), rule)
		} else {
			most, ok := attributes["maxLength"].(int64)
			say(clean(text, !ok || most > line), "F44")
		}
	case "int", "long":
		if shape.Calendar == nil {
			say(within(value.(int64), attributes["minimum"], attributes["maximum"]), rule)
			break
		}
		number, calendar := shape.Calendar.number(value), shape.Calendar
		say(within(number, attributes["minimum"], attributes["maximum"]), rule)
		least, bounded := attributes["minimum"].(int64)
		say(number >= calendar.First || (bounded && least >= calendar.First), "F16")
		most, bounded := attributes["maximum"].(int64)
		say(number <= calendar.Last || (bounded && most <= calendar.Last), "F16")
	}
	return broken
}

func within(size int64, least, most any) bool {
	lower, ok := least.(int64)
	upper, limited := most.(int64)
	return (!ok || size >= lower) && (!limited || size <= upper)
}

func matches(pattern, text string) bool {
	compiled, ok := patterns.Load(pattern)
	if !ok {
		compiled, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	return compiled.(*regexp.Regexp).MatchString(text)
}

func clean(text string, prose bool) bool {
	forbidden := control
	if prose {
		forbidden = controlInProse
	}
	return text == strings.TrimSpace(text) && !forbidden.MatchString(text)
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
