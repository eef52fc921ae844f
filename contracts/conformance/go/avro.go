package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/linkedin/goavro/v2"
)

// Shape is a schema with its names resolved.
type Shape struct {
	Kind     string // record, optional, array, enum or a primitive
	Name     string // of a record without its namespace
	Avro     string // what a union calls it
	Calendar *Calendar
	Fields   []Field
	Inner    *Shape // of an optional, or the items of an array
	Own      map[string]any
}

// Field is a field of a record.
type Field struct {
	Name       string
	Attributes map[string]any
	Shape      *Shape
}

// Calendar says what the days or milliseconds since 1970 of a number are as text, and which are any.
type Calendar struct {
	First, Last int64
	Form        string
	Unit        time.Duration
}

const allDay = 24 * time.Hour

var calendars = map[string]*Calendar{
	"date":             {-719_162, 2_932_896, dateForm, allDay},
	"timestamp-millis": {-62_135_596_800_000, 253_402_300_799_999, timestampForm, time.Millisecond},
}

// number is what stands in the JSON form as a text, or as itself where no calendar has it.
func (calendar *Calendar) number(value any) int64 {
	text, ok := value.(string)
	if !ok {
		return value.(int64)
	}
	millis := must(time.Parse(calendar.Form, text)).UnixMilli()
	return millis / calendar.Unit.Milliseconds()
}

func (calendar *Calendar) json(number int64) any {
	if number < calendar.First || number > calendar.Last {
		return number
	}
	return time.UnixMilli(number * calendar.Unit.Milliseconds()).UTC().Format(calendar.Form)
}

func shapeOf(schema any, named map[string]*Shape) *Shape {
	switch schema := schema.(type) {
	case []any:
		return &Shape{Kind: "optional", Inner: shapeOf(schema[1], named)}
	case string:
		if shape, ok := named[schema]; ok {
			return shape
		}
		return &Shape{Kind: schema, Avro: schema}
	case map[string]any:
		kind, ok := schema["type"].(string)
		if !ok {
			return shapeOf(schema["type"], named)
		}
		return complexShape(kind, schema, named)
	}
	panic("no schema")
}

func complexShape(kind string, schema map[string]any, named map[string]*Shape) *Shape {
	logical, _ := schema["logicalType"].(string)
	shape := &Shape{Kind: kind, Avro: kind, Own: schema, Calendar: calendars[logical]}
	switch kind {
	case "array":
		shape.Inner = shapeOf(schema["items"], named)
		shape.Own, _ = schema["items"].(map[string]any)
	case "record", "enum":
		shape.Name = schema["name"].(string)
		shape.Avro = fmt.Sprintf("%s.%s", schema["namespace"], shape.Name)
		named[shape.Avro] = shape
	}
	fields, _ := schema["fields"].([]any)
	for _, each := range fields {
		field := each.(map[string]any)
		shape.Fields = append(shape.Fields, Field{field["name"].(string), field, shapeOf(field["type"], named)})
	}
	return shape
}

// MessageType is one type of message: bytes to JSON form and back, by the library goavro.
type MessageType struct {
	Shape *Shape
	codec *goavro.Codec
}

func messageType(schema any) (*MessageType, error) {
	plain := must(json.Marshal(withoutLogicalTypes(schema)))
	codec, err := goavro.NewCodec(string(plain))
	return &MessageType{shapeOf(schema, map[string]*Shape{}), codec}, err
}

// withoutLogicalTypes leaves numbers numbers: the library would make moments of Go out of them.
func withoutLogicalTypes(schema any) any {
	switch schema := schema.(type) {
	case map[string]any:
		plain := map[string]any{}
		for name, value := range schema {
			if name != "logicalType" {
				plain[name] = withoutLogicalTypes(value)
			}
		}
		return plain
	case []any:
		plain := make([]any, len(schema))
		for index, value := range schema {
			plain[index] = withoutLogicalTypes(value)
		}
		return plain
	}
	return schema
}

// Read gives the JSON form of the message in a record's value; an error if the bytes are not its canonical ones.
func (message *MessageType) Read(value []byte) (map[string]any, error) {
	decoded, _, err := message.codec.NativeFromBinary(value[5:])
	if err != nil {
		return nil, err
	}
	again, err := message.codec.BinaryFromNative(nil, decoded)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, value[5:]) {
		return nil, errors.New("not the canonical bytes")
	}
	form, err := toJSON(message.Shape, decoded)
	if err != nil {
		return nil, err
	}
	return form.(map[string]any), nil
}

// Write gives the value of a record, after its header.
func (message *MessageType) Write(form map[string]any, header []byte) ([]byte, error) {
	return message.codec.BinaryFromNative(slices.Clone(header), fromJSON(message.Shape, form))
}

func toJSON(shape *Shape, value any) (any, error) {
	switch shape.Kind {
	case "optional":
		held, _ := value.(map[string]any)
		if held == nil {
			return nil, nil
		}
		return toJSON(shape.Inner, held[shape.Inner.Avro])
	case "record":
		form := map[string]any{}
		for _, field := range shape.Fields {
			inner, err := toJSON(field.Shape, value.(map[string]any)[field.Name])
			if err != nil {
				return nil, err
			}
			if inner != nil {
				form[field.Name] = inner
			}
		}
		return form, nil
	case "array":
		items := make([]any, len(value.([]any)))
		for index, item := range value.([]any) {
			inner, err := toJSON(shape.Inner, item)
			if err != nil {
				return nil, err
			}
			items[index] = inner
		}
		return items, nil
	case "int":
		return whole(shape, int64(value.(int32))), nil
	case "long":
		return whole(shape, value.(int64)), nil
	case "string": // the library takes any bytes for text
		if !utf8.ValidString(value.(string)) {
			return nil, errors.New("text that is not UTF-8")
		}
	}
	return value, nil
}

func whole(shape *Shape, number int64) any {
	if shape.Calendar == nil {
		return number
	}
	return shape.Calendar.json(number)
}

func fromJSON(shape *Shape, value any) any {
	switch shape.Kind {
	case "optional":
		if value == nil {
			return nil
		}
		return goavro.Union(shape.Inner.Avro, fromJSON(shape.Inner, value))
	case "record":
		native := map[string]any{}
		for _, field := range shape.Fields {
			native[field.Name] = fromJSON(field.Shape, value.(map[string]any)[field.Name])
		}
		return native
	case "array":
		items := []any{}
		for _, item := range value.([]any) {
			items = append(items, fromJSON(shape.Inner, item))
		}
		return items
	case "int", "long":
		if shape.Calendar != nil {
			return shape.Calendar.number(value)
		}
	}
	return value
}
