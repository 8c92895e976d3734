package main

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
)

// The bounds of what templates may give, in bytes. No object of Kubernetes can
// hold a text as long; an endless loop that writes ends here.
const (
	maxText  = 4 << 20  // of one template
	maxTexts = 64 << 20 // of all together
	maxError = 16 << 10 // of the message of an error
)

// request is one template with what it is rendered with.
type request struct {
	Template string   `json:"template"`
	Params   any      `json:"params"`
	Options  []string `json:"options"`
	// Strings are the places in Params where Argo CD has a map[string]string
	// or []string instead of a map or list of anything; see typed.
	Strings [][]string `json:"strings"`
}

// result is a text or an error, never both.
type result struct {
	Text  *string `json:"text,omitempty"`
	Error string  `json:"error,omitempty"`
}

// base holds the functions; as in Argo CD, each template is a clone of it and
// therefore named "base", which error messages show.
var base = template.New("base").Funcs(functions())

// render renders one template; whatever goes wrong becomes its error.
func render(r request) (res result) {
	defer func() {
		if fault := recover(); fault != nil {
			res = result{Error: shortened(fmt.Sprintf("failed to render template %s: %v", r.Template, fault))}
		}
	}()
	text, err := execute(r)
	if err != nil {
		return result{Error: shortened(err.Error())}
	}
	written += len(text)
	return result{Text: &text}
}

// shortened leaves out the middle of an endless message: it begins with the
// template and ends with what is wrong.
func shortened(message string) string {
	if len(message) <= maxError {
		return message
	}
	return message[:maxError/2] + " … " + message[len(message)-maxError/2:]
}

// written counts the bytes of all texts so far.
var written int

func execute(r request) (string, error) {
	tmpl, err := parsed(r.Template, r.Options)
	if err != nil {
		return "", err
	}
	var out boundedBuilder
	if err := tmpl.Execute(&out, typed(r.Params, r.Strings)); err != nil {
		return "", fmt.Errorf("failed to execute go template %s: %w", r.Template, err)
	}
	return out.String(), nil
}

// known are the templates that were parsed before: an ApplicationSet renders
// the same few with the parameters of each of its Applications.
var known = map[string]*template.Template{}

func parsed(text string, options []string) (*template.Template, error) {
	key := strings.Join(options, ",") + "\x00" + text
	if tmpl, ok := known[key]; ok {
		return tmpl, nil
	}
	tmpl, err := base.Clone()
	if err != nil {
		return nil, fmt.Errorf("failed to clone base template: %w", err)
	}
	tmpl, err = tmpl.Option(options...).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("failed to parse template %s: %w", text, err)
	}
	known[key] = tmpl
	return tmpl, nil
}

// boundedBuilder collects a text within the bounds.
type boundedBuilder struct{ strings.Builder }

func (b *boundedBuilder) Write(p []byte) (int, error) {
	length := b.Len() + len(p)
	if length > maxText {
		return 0, errors.New("the text is longer than 4 MiB")
	}
	if written+length > maxTexts {
		return 0, errors.New("the texts of all templates together are longer than 64 MiB")
	}
	return b.Builder.Write(p)
}
