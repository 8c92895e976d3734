package main

import (
	"regexp"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/gosimple/slug"
	"sigs.k8s.io/yaml"
)

// functions are those of Argo CD: sprig without what looks at the machine,
// and Argo CD's own.
func functions() template.FuncMap {
	all := sprig.GenericFuncMap()
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(all, name)
	}
	all["normalize"] = normalize
	all["slugify"] = slugify
	all["toYaml"] = toYAML
	all["fromYaml"] = fromYAML
	all["fromYamlArray"] = fromYAMLArray
	return all
}

var notInDNSNames = regexp.MustCompile(`[^-a-z0-9.]`)

// normalize makes a name that Kubernetes takes: at most 253 of a-z, 0-9, "-"
// and ".", with neither of the last two at its ends.
func normalize(name string) string {
	const longest = 253
	name = notInDNSNames.ReplaceAllString(strings.ToLower(name), "-")
	return strings.Trim(name[:min(len(name), longest)], "-.")
}

// slugify makes a short name. It is called as
//
//	slugify [<longest, 50> [<whether to cut between words, true>]] <name>
//
// An argument of another type panics, as it does in Argo CD, and text/template
// makes an error of that; arguments between the second and the name are ignored.
func slugify(arguments ...any) string {
	slug.MaxLength, slug.EnableSmartTruncate = 50, true
	name := ""
	if last := len(arguments) - 1; last >= 0 {
		if last > 0 {
			slug.MaxLength = arguments[0].(int)
		}
		if last > 1 {
			slug.EnableSmartTruncate = arguments[1].(bool)
		}
		name = arguments[last].(string)
	}
	return slug.Make(normalize(name))
}

// toYAML gives the YAML of a value without its last line break.
func toYAML(value any) (string, error) {
	data, err := yaml.Marshal(value)
	return strings.TrimSuffix(string(data), "\n"), err
}

// fromYAML reads a document that is a map.
func fromYAML(text string) (map[string]any, error) {
	value := map[string]any{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return nil, err
	}
	return value, nil
}

// fromYAMLArray reads a document that is a list.
func fromYAMLArray(text string) ([]any, error) {
	value := []any{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return nil, err
	}
	return value, nil
}
