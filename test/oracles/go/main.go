// The Go libraries whose dialects Fairlead ports, as something to compare the ports with: a line of JSON with a question
// in, a line of JSON with the library's answer out, in the same order.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/fluxcd/pkg/envsubst"
	"github.com/fluxcd/pkg/sourceignore"
	"github.com/fluxcd/pkg/sourceignore/gitignore"
	"github.com/gobwas/glob"
	"helm.sh/helm/v4/pkg/strvals"
)

// question is what one line asks; which fields count depends on the dialect.
type question struct {
	Dialect string
	// Pattern is a glob, a template, a setting or the text of a .sourceignore file.
	Pattern string
	// Text is what a glob or a .sourceignore file is tried on.
	Text string
	// Domain is the folder of a .sourceignore file; empty for the root.
	Domain   string
	IsFolder bool
	// Variables are those of a template; others are not set.
	Variables map[string]string
	// Into is what a setting is set in.
	Into   map[string]any
	AsText bool
}

type answer struct {
	// Fault is the library's error.
	Fault string `json:"fault,omitempty"`
	// Value is what it gives: a text, whether something fits, or values.
	Value any `json:"value"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	for decoder.More() {
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(ask(asked)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// ask answers a question; a panic of a library is a fault like others.
func ask(asked question) (result answer) {
	defer func() {
		if fault := recover(); fault != nil {
			result = answer{Fault: fmt.Sprint(fault)}
		}
	}()
	value, err := answers[asked.Dialect](asked)
	if err != nil {
		return answer{Fault: err.Error()}
	}
	return answer{Value: value}
}

var answers = map[string]func(question) (any, error){
	"gobwas": func(asked question) (any, error) {
		compiled, err := glob.Compile(asked.Pattern)
		if err != nil {
			return nil, err
		}
		return compiled.Match(asked.Text), nil
	},
	// Glob, by which Argo CD finds files, takes a pattern as a whole or not at all.
	"doublestar": func(asked question) (any, error) {
		if !doublestar.ValidatePattern(asked.Pattern) {
			return nil, doublestar.ErrBadPattern
		}
		return doublestar.Match(asked.Pattern, asked.Text)
	},
	"path": func(asked question) (any, error) { return path.Match(asked.Pattern, asked.Text) },
	"envsubst": func(asked question) (any, error) {
		return envsubst.Eval(asked.Pattern, func(name string) (string, bool) {
			value, isSet := asked.Variables[name]
			return value, isSet
		})
	},
	"strvals": func(asked question) (any, error) {
		if asked.Into == nil {
			asked.Into = map[string]any{}
		}
		if asked.AsText {
			return asked.Into, strvals.ParseIntoString(asked.Pattern, asked.Into)
		}
		return asked.Into, strvals.ParseInto(asked.Pattern, asked.Into)
	},
	"sourceignore": func(asked question) (any, error) {
		patterns := sourceignore.ReadPatterns(strings.NewReader(asked.Pattern), names(asked.Domain))
		return gitignore.NewMatcher(patterns).Match(names(asked.Text), asked.IsFolder), nil
	},
}

func names(path string) []string {
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}
