package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
)

// Release is the release from one folder, and what it is held to from another.
type Release struct {
	Rules          map[string]*Rule
	SofterWhen     string
	Shipped, Lists Lists
	Functions      map[string]FunctionExamples
	Types          map[uint32]*MessageType
	Vectors        []Vector
	Refused        []Vector
}

// Vector is a message, or bytes that are none, with what is to be found in it.
type Vector struct {
	Name     string
	Bytes    []byte
	JSON     any
	Now      string
	Case     any
	Lists    *bool
	Findings []Finding
}

// FunctionExamples is an entry of functions.json.
type FunctionExamples struct {
	Function
	Examples []struct {
		Arguments []any
		Result    any
	}
}

type vectorFile struct {
	SchemaID    uint32 `json:"schema_id"`
	MessageType string `json:"message_type"`
	Vectors     []Vector
}

func load(releaseFolder, vectorsFolder string) (*Release, error) {
	release := &Release{Types: map[uint32]*MessageType{}, Shipped: Lists{}, Lists: Lists{}}
	var tables struct {
		CodeLists map[string]map[string]any `json:"code_lists"`
		Forces    map[string]any
		Severity  struct {
			SofterWhen string `json:"softer_when"`
		}
	}
	var index struct {
		MessageTypes []string `json:"message_types"`
	}
	var lists map[string]map[string][][2]string
	var refused vectorFile
	err := firstError(
		read(releaseFolder, "tables.json", &tables),
		read(releaseFolder, "rules.json", &release.Rules),
		read(vectorsFolder, "functions.json", &release.Functions),
		read(vectorsFolder, "lists.json", &lists),
		read(vectorsFolder, "refused.json", &refused),
		read(vectorsFolder, "index.json", &index),
	)
	if err != nil {
		return nil, err
	}
	release.SofterWhen, release.Refused = tables.Severity.SofterWhen, refused.Vectors
	tables.CodeLists["forces"] = tables.Forces
	for name, codes := range tables.CodeLists {
		release.Shipped[name] = map[string][]Span{}
		for code := range codes {
			release.Shipped[name][code] = []Span{{}}
		}
		release.Lists[name] = release.Shipped[name]
	}
	for name, codes := range lists {
		release.Lists[name] = map[string][]Span{}
		for code, spans := range codes {
			for _, span := range spans {
				release.Lists[name][code] = append(release.Lists[name][code], Span{span[0], span[1]})
			}
		}
	}
	for _, name := range index.MessageTypes {
		if err := release.add(releaseFolder, vectorsFolder, name); err != nil {
			return nil, err
		}
	}
	return release, nil
}

func (release *Release) add(releaseFolder, vectorsFolder, name string) error {
	var file vectorFile
	var schema any
	err := firstError(read(vectorsFolder, name+".json", &file), read(releaseFolder, name+".avsc", &schema))
	if err != nil {
		return err
	}
	release.Vectors = append(release.Vectors, file.Vectors...)
	release.Types[file.SchemaID], err = messageType(whole64(schema))
	return err
}

func read(folder, name string, into any) error {
	content, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// whole64 turns the numbers of a JSON form into whole ones; the contract has no others.
func whole64(value any) any {
	switch value := value.(type) {
	case json.Number:
		return must(value.Int64())
	case []any:
		for index, item := range value {
			value[index] = whole64(item)
		}
	case map[string]any:
		for name, item := range value {
			value[name] = whole64(item)
		}
	}
	return value
}

func firstError(errors ...error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}
