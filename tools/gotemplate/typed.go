package main

// typed gives params with the values at the named places as map[string]string
// and []string. Argo CD's generators have such maps (labels and annotations of
// clusters, values) and lists (the segments of a path), and templates can tell
// them from maps and lists of anything: sprig's get, hasKey, dig, … refuse
// them, and with missingkey=zero a missing entry is empty.
//
// A place is a list of keys; "*" stands for all entries of a list. What is
// not there, or holds anything but strings, stays as it is.
func typed(params any, places [][]string) any {
	for _, place := range places {
		params = retype(params, place)
	}
	return params
}

func retype(value any, place []string) any {
	if len(place) == 0 {
		return asStrings(value)
	}
	switch value := value.(type) {
	case map[string]any:
		if child, ok := value[place[0]]; ok {
			value[place[0]] = retype(child, place[1:])
		}
	case []any:
		if place[0] == "*" {
			for i, child := range value {
				value[i] = retype(child, place[1:])
			}
		}
	}
	return value
}

// asStrings gives a map or list of strings as such.
func asStrings(value any) any {
	switch all := value.(type) {
	case map[string]any:
		texts := make(map[string]string, len(all))
		for key, entry := range all {
			text, ok := entry.(string)
			if !ok {
				return value
			}
			texts[key] = text
		}
		return texts
	case []any:
		texts := make([]string, len(all))
		for i, entry := range all {
			text, ok := entry.(string)
			if !ok {
				return value
			}
			texts[i] = text
		}
		return texts
	}
	return value
}
