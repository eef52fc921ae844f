package main

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Condition is a condition of a rule, ready to be asked by the library cel-go.
type Condition struct {
	source  string
	program cel.Program
}

// Function is an entry of functions.json.
type Function struct {
	Takes    []string
	Optional int
	Gives    string
}

var celTypes = map[string]*cel.Type{
	"string": cel.StringType, "date": cel.StringType, "timestamp": cel.StringType,
	"int": cel.IntType, "decimal": cel.IntType, "bool": cel.BoolType, "list": cel.ListType(cel.DynType),
}

// environment is CEL with the functions of the table and the names that conditions may speak of.
func environment(table map[string]Function, lists Lists) (*cel.Env, error) {
	var options []cel.EnvOption
	for _, name := range []string{"this", "message", "envelope", "now", "today", "case", "given", "result"} {
		options = append(options, cel.Variable(name, cel.DynType))
	}
	written := functions(lists)
	for name, function := range table {
		var overloads []cel.FunctionOpt
		for count := len(function.Takes) - function.Optional; count <= len(function.Takes); count++ {
			var takes []*cel.Type
			for _, kind := range function.Takes[:count] {
				takes = append(takes, celTypes[kind])
			}
			binding := cel.FunctionBinding(bound(name, written[name]))
			id := fmt.Sprintf("%s_%d", name, count)
			overloads = append(overloads, cel.Overload(id, takes, celTypes[function.Gives], binding))
		}
		options = append(options, cel.Function(name, overloads...))
	}
	return cel.NewEnv(options...)
}

func functions(lists Lists) map[string]any {
	return map[string]any{
		"known": func(list, code string, on ...string) bool {
			return lists.known(list, code, append(on, "")[0])
		},
		"urn_force":     func(urn string) string { return beginning(urn, 2) },
		"urn_unit":      func(urn string) string { return beginning(urn, 4) + "00" },
		"ou_code":       ouCode,
		"asn_unit":      asnUnit,
		"asn_valid":     asnValid,
		"asn_dummy":     asnDummy.MatchString,
		"pnc_valid":     pncValid,
		"cro_valid":     croValid,
		"days_between":  daysBetween,
		"months_after":  monthsAfter,
		"age_on":        ageOn,
		"date_of":       dateOf,
		"minutes_after": minutesAfter,
		"distinct":      distinct,
		"mark":          mark,
		"decimal":       decimal,
	}
}

// bound calls a Go function with the values that CEL gives.
func bound(name string, function any) func(...ref.Val) ref.Val {
	if function == nil {
		return func(...ref.Val) ref.Val { return types.NewErr("%s is not written", name) }
	}
	call := reflect.ValueOf(function)
	return func(arguments ...ref.Val) ref.Val {
		given := make([]reflect.Value, len(arguments))
		for index, argument := range arguments {
			native := argument.Value()
			if argument.Type() == types.ListType {
				native = must(argument.ConvertToNative(reflect.TypeFor[[]any]()))
			}
			given[index] = reflect.ValueOf(native)
		}
		return types.DefaultTypeAdapter.NativeToValue(call.Call(given)[0].Interface())
	}
}

func condition(environment *cel.Env, source string) (*Condition, error) {
	compiled, issues := environment.Compile(source)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	program, err := environment.Program(compiled)
	return &Condition{source, program}, err
}

// Holds says what the condition says where the names in it are bound.
func (condition *Condition) Holds(names map[string]any) (bool, error) {
	value, _, err := condition.program.Eval(names)
	if err != nil {
		return false, fmt.Errorf("%s: %w", condition.source, err)
	}
	answer, ok := value.Value().(bool)
	if !ok {
		return false, fmt.Errorf("%s: gives %v", condition.source, value)
	}
	return answer, nil
}

// names are those that a condition may speak of.
func names(this, message map[string]any, now string, memory any) map[string]any {
	envelope, ok := message["envelope"]
	if !ok {
		envelope = map[string]any{}
	}
	bound := map[string]any{"this": this, "message": message, "envelope": envelope, "now": now, "today": dateOf(now)}
	if memory != nil {
		bound["case"] = memory
	}
	return bound
}
