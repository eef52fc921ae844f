// Command conformance holds goavro, cel-go and the code beside this to the vectors:
//
//	conformance RELEASE_FOLDER VECTORS_FOLDER
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"os"
	"reflect"
	"slices"
	"strings"
)

const (
	usualNow = "2026-04-30T00:00:00.000Z"
	shown    = 20
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("give two folders: release, vectors")
	}
	release, err := load(os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	examples, wrong := wrongExamples(release)
	wrong = slices.Concat(wrongFunctions(release), wrong, wrongVectors(release), wrongRefusals(release))
	for _, line := range wrong[:min(shown, len(wrong))] {
		fmt.Println(line)
	}
	counts := []any{examples, len(release.Vectors), len(release.Refused), len(wrong)}
	fmt.Printf("go: %d examples, %d vectors, %d refusals, %d wrong\n", counts...)
	if len(wrong) > 0 {
		os.Exit(1)
	}
}

// message is the one in the value of a record, with its type.
func (release *Release) message(value []byte) (*MessageType, map[string]any, error) {
	if len(value) < 5 || value[0] != 0 {
		return nil, nil, errors.New("not framed")
	}
	messageType := release.Types[binary.BigEndian.Uint32(value[1:])]
	if messageType == nil {
		return nil, nil, errors.New("under an id of no schema")
	}
	form, err := messageType.Read(value)
	return messageType, form, err
}

func wrongVectors(release *Release) (wrong []string) {
	loaded := must(checkerWith(release, release.Lists))
	shipped := must(checkerWith(release, release.Shipped))
	for _, vector := range release.Vectors {
		checker := loaded
		if vector.Lists != nil && !*vector.Lists {
			checker = shipped
		}
		if err := release.hold(&vector, checker); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", vector.Name, err))
		}
	}
	return wrong
}

func checkerWith(release *Release, lists Lists) (*Checker, error) {
	environment, err := environment(release.table(), lists)
	if err != nil {
		return nil, err
	}
	return checker(release, environment, lists)
}

func (release *Release) hold(vector *Vector, checker *Checker) error {
	messageType, form, err := release.message(vector.Bytes)
	if err != nil {
		return err
	}
	given := whole64(vector.JSON).(map[string]any)
	if !reflect.DeepEqual(form, given) {
		return errors.New("reads otherwise")
	}
	again, err := messageType.Write(given, vector.Bytes[:5])
	if err != nil || !bytes.Equal(again, vector.Bytes) {
		return fmt.Errorf("writes other bytes: %v", err)
	}
	found, err := checker.Check(messageType.Shape, form, vector.Now, whole64(vector.Case))
	if err != nil {
		return err
	}
	byText := func(one, two Finding) int { return slices.Compare(one[:], two[:]) }
	slices.SortFunc(found, byText)
	slices.SortFunc(vector.Findings, byText)
	if !slices.Equal(found, vector.Findings) {
		return fmt.Errorf("finds %v instead of %v", found, vector.Findings)
	}
	return nil
}

func wrongRefusals(release *Release) (wrong []string) {
	for _, vector := range release.Refused {
		if _, _, err := release.message(vector.Bytes); err == nil {
			wrong = append(wrong, vector.Name+": is not refused")
		}
	}
	return wrong
}

func wrongExamples(release *Release) (count int, wrong []string) {
	environment := must(environment(release.table(), release.Lists))
	for id, rule := range release.Rules {
		if rule.Require == "" {
			continue
		}
		test, err := condition(environment, rule.Require)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", id, err))
			continue
		}
		for verdict, examples := range rule.Examples {
			for _, example := range examples {
				count++
				record := whole64(example).(map[string]any)
				now, ok := record["now"].(string)
				if !ok {
					now = usualNow
				}
				holds, err := test.Holds(names(record, record, now, record["case"]))
				if err != nil || holds != (verdict == "pass") {
					wrong = append(wrong, fmt.Sprintf("%s: says otherwise of an example: %v", id, err))
				}
			}
		}
	}
	return count, wrong
}

func wrongFunctions(release *Release) (wrong []string) {
	environment := must(environment(release.table(), release.Lists))
	for name, function := range release.Functions {
		for _, example := range function.Examples {
			var parameters []string
			for index := range example.Arguments {
				parameters = append(parameters, fmt.Sprintf("given[%d]", index))
			}
			test := must(condition(environment, fmt.Sprintf("%s(%s) == result", name, strings.Join(parameters, ", "))))
			given, result := whole64(example.Arguments), whole64(example.Result)
			if holds, err := test.Holds(map[string]any{"given": given, "result": result}); err != nil || !holds {
				wrong = append(wrong, fmt.Sprintf("%s: gives something else for %v: %v", name, given, err))
			}
		}
	}
	return wrong
}

func (release *Release) table() map[string]Function {
	table := map[string]Function{}
	for name, entry := range release.Functions {
		table[name] = entry.Function
	}
	return table
}
