// Command gotemplate renders the Go templates of Argo CD ApplicationSets
// (goTemplate: true) in a sandbox: it is built for WASI, knows no files, no
// environment and no network, and speaks JSON on standard input and output.
//
// Input, one document:
//
//	{"requests": [{
//	  "template": "{{ .name }}",
//	  "params": {"name": "one", "labels": {"a": "b"}},
//	  "options": ["missingkey=error"],
//	  "strings": [["labels"]]
//	}]}
//
// Output, one document with a result for each request, each on a line of its
// own and written as soon as it is known. When a template brings the whole
// program down, the host thereby sees which one it was:
//
//	{"results":[
//	{"text":"one"}
//	,{"error":"failed to parse template …"}
//	]}
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

// softMemoryLimit makes the collector work harder well before the memory that
// the host allows (256 MiB) is used up.
const softMemoryLimit = 160 << 20

// document is what standard input holds.
type document struct {
	Requests []request `json:"requests"`
}

func main() {
	debug.SetMemoryLimit(softMemoryLimit)
	var input document
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		fail(fmt.Errorf("the requests are not readable: %w", err))
	}
	write(`{"results":[`)
	for i, request := range input.Requests {
		line, err := json.Marshal(render(request))
		if err != nil {
			fail(err)
		}
		if i > 0 {
			line = append([]byte{','}, line...)
		}
		write(string(line))
	}
	write("]}")
}

// write puts a line on standard output at once, without a buffer.
func write(line string) {
	if _, err := os.Stdout.WriteString(line + "\n"); err != nil {
		fail(err)
	}
}

// fail ends the program: the fault is the host's, not a template's.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
