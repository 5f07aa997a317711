// Command tables writes the tables that values' tests compare with: it asks the real Go packages.
// Run it outside the repository, with inputs.json beside it:
//
//	cp tables.go inputs.json /tmp/x && cd /tmp/x && go mod init x && go mod tidy && go run tables.go > tables.json
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"
	"text/template"
	"time"

	"github.com/docker/go-units"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/duration"
	kjson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/client-go/util/jsonpath"
	"sigs.k8s.io/yaml"
)

type inputs struct {
	JSON, Quantities, Selectors, FieldSelectors, Durations, Sizes, YAML, Templates, JSONPaths, Quotes, Layouts []string
	Micros                                                                                                  []int64
	Bytes, Floats                                                                                           []float64
	TemplateData, JSONPathData                                                                              json.RawMessage
	Tables                                                                                                  []table
}

type table struct {
	Text                         string
	MinWidth, TabWidth, Padding  int
	PadChar                      string
	AlignRight, Discard, TabIndent, Debug bool
}

// answer is what a call gave: its text, or its error's.
type answer struct {
	Out   string `json:"out"`
	Error string `json:"error,omitempty"`
}

func of(out string, err error) answer {
	if err != nil {
		return answer{out, err.Error()}
	}
	return answer{out, ""}
}

func main() {
	raw, _ := os.ReadFile("inputs.json")
	var in inputs
	if err := json.Unmarshal(raw, &in); err != nil {
		panic(err)
	}
	out := map[string][]any{}
	add := func(name string, row any) { out[name] = append(out[name], row) }
	for _, s := range in.JSON {
		var v any
		err := json.Unmarshal([]byte(s), &v)
		text, _ := json.Marshal(v)
		offset := int64(0)
		if e, ok := err.(*json.SyntaxError); ok {
			offset = e.Offset
		}
		a := of(string(text), err)
		if err != nil {
			a.Out = ""
		}
		add("JSON", map[string]any{"out": a.Out, "error": a.Error, "offset": offset})
	}
	for _, s := range in.Quantities {
		q, err := resource.ParseQuantity(s)
		if err != nil {
			add("Quantities", of("", err))
			continue
		}
		text := q.String()
		sum := q.DeepCopy()
		sum.Add(*resource.NewQuantity(0, resource.DecimalSI))
		add("Quantities", of(fmt.Sprint(text, " ", sum.String(), " ", q.Value(), " ", q.MilliValue()), nil))
	}
	for _, s := range in.Selectors {
		l, err := labels.Parse(s)
		if err != nil {
			add("Selectors", of("", err))
		} else {
			add("Selectors", of(l.String(), nil))
		}
	}
	for _, s := range in.FieldSelectors {
		f, err := fields.ParseSelector(s)
		if err != nil {
			add("FieldSelectors", of("", err))
		} else {
			add("FieldSelectors", of(f.String(), nil))
		}
	}
	for _, s := range in.Durations {
		d, err := time.ParseDuration(s)
		if err != nil {
			add("Durations", of("", err))
		} else {
			add("Durations", of(strconv.FormatInt(d.Microseconds(), 10), nil))
		}
	}
	for _, us := range in.Micros {
		d := time.Duration(us) * time.Microsecond
		add("Micros", []string{d.String(), units.HumanDuration(d), duration.HumanDuration(d), duration.ShortHumanDuration(d)})
	}
	for _, s := range in.Sizes {
		n, err := units.RAMInBytes(s)
		if err != nil {
			add("Sizes", of("", err))
		} else {
			add("Sizes", of(strconv.FormatInt(n, 10), nil))
		}
	}
	for _, b := range in.Bytes {
		add("Bytes", []string{units.HumanSize(b), units.HumanSizeWithPrecision(b, 3), units.BytesSize(b)})
	}
	for _, f := range in.Floats {
		add("Floats", fmt.Sprintf("%v %.4g %.3g %.0f %.1f %e %.2e %f", f, f, f, f, f, f, f, f))
	}
	for _, s := range in.Quotes {
		add("Quotes", []string{strconv.Quote(s), strconv.QuoteToASCII(s)})
	}
	at := time.Date(2026, 1, 5, 3, 4, 5, 120300000, time.UTC)
	for _, s := range in.Layouts {
		add("Layouts", at.Format(s))
	}
	for _, t := range in.Tables {
		var b bytes.Buffer
		flags := uint(0)
		for flag, on := range map[uint]bool{tabwriter.AlignRight: t.AlignRight, tabwriter.DiscardEmptyColumns: t.Discard, tabwriter.TabIndent: t.TabIndent, tabwriter.Debug: t.Debug} {
			if on {
				flags |= flag
			}
		}
		w := tabwriter.NewWriter(&b, t.MinWidth, t.TabWidth, t.Padding, t.PadChar[0], flags)
		w.Write([]byte(t.Text))
		w.Flush()
		add("Tables", b.String())
	}
	for _, s := range in.YAML {
		j, err := yaml.YAMLToJSON([]byte(s))
		if err != nil {
			add("YAML", map[string]string{"error": err.Error()})
			continue
		}
		y, _ := yaml.JSONToYAML(j)
		add("YAML", map[string]string{"json": string(j), "yaml": string(y)})
	}
	for _, s := range in.Templates {
		var data map[string]any
		json.Unmarshal(in.TemplateData, &data)
		t, err := template.New("out").Parse(s)
		if err != nil {
			add("Templates", of("", err))
			continue
		}
		var b bytes.Buffer
		err = t.Execute(&b, data)
		add("Templates", of(b.String(), err))
	}
	for _, s := range in.JSONPaths {
		var data map[string]any
		kjson.Unmarshal(in.JSONPathData, &data)
		row := []answer{}
		for _, allow := range []bool{true, false} {
			j := jsonpath.New("out").AllowMissingKeys(allow)
			if err := j.Parse(s); err != nil {
				row = append(row, of("", err))
				continue
			}
			var b bytes.Buffer
			err := j.Execute(&b, data)
			row = append(row, of(b.String(), err))
		}
		add("JSONPaths", row)
	}
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	e.Encode(out)
}
