// log, log/slog, flag, regexp, testing, embed: what programs talk with. Patterns run in the machine's own linear engine.
// Leaves out slog's groups, benchmarks, fuzzing, parallel tests.
import { compileRegExp } from '../../../values/index.ts';
import type { StdPackage } from '../scope.ts';
import { fromBytes, toText } from '../text.ts';
import { Native, Slice, type Value } from '../values.ts';

export const log: StdPackage = {
	source: `package log
import ("fmt"; "io"; "os"; "time")
const ( Ldate = 1 << iota; Ltime; Lmicroseconds; Llongfile; Lshortfile; LUTC; Lmsgprefix; LstdFlags = Ldate | Ltime )
type Logger struct { w io.Writer; prefix string; flag int }
func New(out io.Writer, prefix string, flag int) *Logger { return &Logger{out, prefix, flag} }
var std = New(os.Stderr, "", LstdFlags)
func Default() *Logger { return std }
func (l *Logger) Output(depth int, s string) error {
	head := ""
	if l.flag&Lmsgprefix == 0 { head = l.prefix }
	if l.flag&(Ldate|Ltime|Lmicroseconds) != 0 {
		t := time.Now()
		if l.flag&Ldate != 0 { head += t.Format("2006/01/02") + " " }
		if l.flag&Lmicroseconds != 0 { head += t.Format("15:04:05.000000") + " " } else if l.flag&Ltime != 0 { head += t.Format("15:04:05") + " " }
	}
	if l.flag&(Lshortfile|Llongfile) != 0 { head += "main.go:1: " }
	if l.flag&Lmsgprefix != 0 { head += l.prefix }
	if len(s) == 0 || s[len(s)-1] != '\\n' { s += "\\n" }
	_, err := io.WriteString(l.w, head+s)
	return err
}
func (l *Logger) Printf(format string, v ...any) { l.Output(2, fmt.Sprintf(format, v...)) }
func (l *Logger) Print(v ...any) { l.Output(2, fmt.Sprint(v...)) }
func (l *Logger) Println(v ...any) { l.Output(2, fmt.Sprintln(v...)) }
func (l *Logger) Fatal(v ...any) { l.Output(2, fmt.Sprint(v...)); os.Exit(1) }
func (l *Logger) Fatalf(format string, v ...any) { l.Output(2, fmt.Sprintf(format, v...)); os.Exit(1) }
func (l *Logger) Fatalln(v ...any) { l.Output(2, fmt.Sprintln(v...)); os.Exit(1) }
func (l *Logger) Panic(v ...any) { s := fmt.Sprint(v...); l.Output(2, s); panic(s) }
func (l *Logger) Panicf(format string, v ...any) { s := fmt.Sprintf(format, v...); l.Output(2, s); panic(s) }
func (l *Logger) SetFlags(flag int) { l.flag = flag }
func (l *Logger) Flags() int { return l.flag }
func (l *Logger) SetPrefix(p string) { l.prefix = p }
func (l *Logger) Prefix() string { return l.prefix }
func (l *Logger) SetOutput(w io.Writer) { l.w = w }
func (l *Logger) Writer() io.Writer { return l.w }
func Printf(format string, v ...any) { std.Printf(format, v...) }
func Print(v ...any) { std.Print(v...) }
func Println(v ...any) { std.Println(v...) }
func Fatal(v ...any) { std.Fatal(v...) }
func Fatalf(format string, v ...any) { std.Fatalf(format, v...) }
func Fatalln(v ...any) { std.Fatalln(v...) }
func Panic(v ...any) { std.Panic(v...) }
func Panicf(format string, v ...any) { std.Panicf(format, v...) }
func Panicln(v ...any) { s := fmt.Sprintln(v...); std.Output(2, s); panic(s) }
func SetFlags(flag int) { std.SetFlags(flag) }
func Flags() int { return std.flag }
func SetPrefix(p string) { std.SetPrefix(p) }
func Prefix() string { return std.prefix }
func SetOutput(w io.Writer) { std.SetOutput(w) }
func Writer() io.Writer { return std.w }
`
};
export const slog: StdPackage = {
	source: `package slog
import ("context"; "encoding/json"; "fmt"; "io"; "log"; "os"; "strconv"; "strings"; "time")
type Level int
const ( LevelDebug Level = -4; LevelInfo Level = 0; LevelWarn Level = 4; LevelError Level = 8 )
func (l Level) Level() Level { return l }
func (l Level) String() string { switch { case l < LevelInfo: return "DEBUG"; case l < LevelWarn: return "INFO"; case l < LevelError: return "WARN" }; return "ERROR" }
type Leveler interface { Level() Level }
type Attr struct { Key string; Value any }
func String(key, value string) Attr { return Attr{key, value} }
func Int(key string, value int) Attr { return Attr{key, value} }
func Bool(key string, value bool) Attr { return Attr{key, value} }
func Float64(key string, value float64) Attr { return Attr{key, value} }
func Duration(key string, value time.Duration) Attr { return Attr{key, value} }
func Any(key string, value any) Attr { return Attr{key, value} }
type HandlerOptions struct { AddSource bool; Level Leveler; ReplaceAttr func(groups []string, a Attr) Attr }
type Handler interface { handle(t time.Time, level Level, msg string, attrs []Attr); enabled(l Level) bool }
type common struct { w io.Writer; opts *HandlerOptions }
func (c *common) enabled(l Level) bool { min := LevelInfo; if c.opts != nil && c.opts.Level != nil { min = c.opts.Level.Level() }; return l >= min }
type TextHandler struct { common }
func NewTextHandler(w io.Writer, opts *HandlerOptions) *TextHandler { return &TextHandler{common{w, opts}} }
func quote(s string) string { if s == "" || strings.ContainsAny(s, " \\"=\\n\\t") { return strconv.Quote(s) }; return s }
func (h *TextHandler) handle(t time.Time, level Level, msg string, attrs []Attr) {
	s := "time=" + t.Format("2006-01-02T15:04:05.000Z07:00") + " level=" + level.String() + " msg=" + quote(msg)
	for _, a := range attrs { s += " " + a.Key + "=" + quote(fmt.Sprint(a.Value)) }
	io.WriteString(h.w, s+"\\n")
}
type JSONHandler struct { common }
func NewJSONHandler(w io.Writer, opts *HandlerOptions) *JSONHandler { return &JSONHandler{common{w, opts}} }
func (h *JSONHandler) handle(t time.Time, level Level, msg string, attrs []Attr) {
	m, _ := json.Marshal(msg)
	s := "{\\"time\\":\\"" + t.Format(time.RFC3339Nano) + "\\",\\"level\\":\\"" + level.String() + "\\",\\"msg\\":" + string(m)
	for _, a := range attrs {
		v := a.Value
		if e, ok := v.(error); ok { v = e.Error() }
		b, err := json.Marshal(v)
		if err != nil { b = []byte(strconv.Quote("!ERROR:" + err.Error())) }
		s += "," + strconv.Quote(a.Key) + ":" + string(b)
	}
	io.WriteString(h.w, s+"}\\n")
}
type defaultHandler struct{}
func (defaultHandler) enabled(l Level) bool { return l >= level }
func (defaultHandler) handle(t time.Time, level Level, msg string, attrs []Attr) { s := level.String() + " " + msg; for _, a := range attrs { s += " " + a.Key + "=" + quote(fmt.Sprint(a.Value)) }; log.Print(s) }
var level = LevelInfo
func SetLogLoggerLevel(l Level) Level { old := level; level = l; return old }
type Logger struct { h Handler; attrs []Attr }
var def = &Logger{h: defaultHandler{}}
func New(h Handler) *Logger { return &Logger{h: h} }
func Default() *Logger { return def }
func SetDefault(l *Logger) { def = l }
func attrsOf(args []any) []Attr {
	var out []Attr
	for i := 0; i < len(args); i++ {
		switch k := args[i].(type) {
		case Attr:
			out = append(out, k)
		case string:
			if i+1 < len(args) { out = append(out, Attr{k, args[i+1]}); i++ } else { out = append(out, Attr{"!BADKEY", k}) }
		default:
			out = append(out, Attr{"!BADKEY", k})
		}
	}
	return out
}
func (l *Logger) With(args ...any) *Logger { return &Logger{l.h, append(append([]Attr{}, l.attrs...), attrsOf(args)...)} }
func (l *Logger) log(level Level, msg string, args []any) { if l.h.enabled(level) { l.h.handle(time.Now(), level, msg, append(append([]Attr{}, l.attrs...), attrsOf(args)...)) } }
func (l *Logger) Log(ctx context.Context, level Level, msg string, args ...any) { l.log(level, msg, args) }
func (l *Logger) Debug(msg string, args ...any) { l.log(LevelDebug, msg, args) }
func (l *Logger) Info(msg string, args ...any) { l.log(LevelInfo, msg, args) }
func (l *Logger) Warn(msg string, args ...any) { l.log(LevelWarn, msg, args) }
func (l *Logger) Error(msg string, args ...any) { l.log(LevelError, msg, args) }
func Debug(msg string, args ...any) { def.log(LevelDebug, msg, args) }
func Info(msg string, args ...any) { def.log(LevelInfo, msg, args) }
func Warn(msg string, args ...any) { def.log(LevelWarn, msg, args) }
func Error(msg string, args ...any) { def.log(LevelError, msg, args) }
func With(args ...any) *Logger { return def.With(args...) }
var _ = os.Stderr
`
};
export const flag: StdPackage = {
	source: `package flag
import ("errors"; "fmt"; "os"; "sort"; "strconv"; "strings"; "time")
var ErrHelp = errors.New("flag: help requested")
type ErrorHandling int
const ( ContinueOnError ErrorHandling = iota; ExitOnError; PanicOnError )
type Flag struct { Name, Usage, DefValue string; kind string; set func(string) error }
type FlagSet struct { Usage func(); name string; flags map[string]*Flag; args []string; handling ErrorHandling; parsed bool }
func NewFlagSet(name string, h ErrorHandling) *FlagSet { return &FlagSet{name: name, handling: h, flags: map[string]*Flag{}} }
var CommandLine = NewFlagSet(os.Args[0], ExitOnError)
var Usage = func() { fmt.Fprintf(os.Stderr, "Usage of %s:\\n", os.Args[0]); PrintDefaults() }
func (f *FlagSet) add(name, usage, def, kind string, set func(string) error) { if _, ok := f.flags[name]; ok { panic(fmt.Sprintf("%s flag redefined: %s", f.name, name)) }; f.flags[name] = &Flag{name, usage, def, kind, set} }
func parseErr(err error) error { var n *strconv.NumError; if errors.As(err, &n) { if n.Err == strconv.ErrSyntax { return errors.New("parse error") }; return errors.New("value out of range") }; return errors.New("parse error") }
func (f *FlagSet) IntVar(p *int, name string, value int, usage string) { *p = value; f.add(name, usage, strconv.Itoa(value), "int", func(s string) error { n, err := strconv.ParseInt(s, 0, 64); if err != nil { return parseErr(err) }; *p = int(n); return nil }) }
func (f *FlagSet) StringVar(p *string, name string, value string, usage string) { *p = value; f.add(name, usage, value, "string", func(s string) error { *p = s; return nil }) }
func (f *FlagSet) BoolVar(p *bool, name string, value bool, usage string) { *p = value; f.add(name, usage, strconv.FormatBool(value), "bool", func(s string) error { b, err := strconv.ParseBool(s); if err != nil { return parseErr(err) }; *p = b; return nil }) }
func (f *FlagSet) Float64Var(p *float64, name string, value float64, usage string) { *p = value; f.add(name, usage, fmt.Sprint(value), "float", func(s string) error { n, err := strconv.ParseFloat(s, 64); if err != nil { return parseErr(err) }; *p = n; return nil }) }
func (f *FlagSet) DurationVar(p *time.Duration, name string, value time.Duration, usage string) { *p = value; f.add(name, usage, value.String(), "duration", func(s string) error { d, err := time.ParseDuration(s); if err != nil { return errors.New("parse error") }; *p = d; return nil }) }
func (f *FlagSet) Int(name string, value int, usage string) *int { p := new(int); f.IntVar(p, name, value, usage); return p }
func (f *FlagSet) String(name string, value string, usage string) *string { p := new(string); f.StringVar(p, name, value, usage); return p }
func (f *FlagSet) Bool(name string, value bool, usage string) *bool { p := new(bool); f.BoolVar(p, name, value, usage); return p }
func (f *FlagSet) Float64(name string, value float64, usage string) *float64 { p := new(float64); f.Float64Var(p, name, value, usage); return p }
func (f *FlagSet) Duration(name string, value time.Duration, usage string) *time.Duration { p := new(time.Duration); f.DurationVar(p, name, value, usage); return p }
func (f *FlagSet) PrintDefaults() {
	var names []string
	for n := range f.flags { names = append(names, n) }
	sort.Strings(names)
	for _, n := range names {
		fl := f.flags[n]
		s := "  -" + n
		usage := fl.Usage
		kind := fl.kind
		if i := strings.Index(usage, "\`"); i >= 0 { if j := strings.Index(usage[i+1:], "\`"); j >= 0 { kind = usage[i+1 : i+1+j]; usage = usage[:i] + kind + usage[i+j+2:] } }
		if fl.kind != "bool" { s += " " + kind }
		if len(s) <= 4 { s += "\\t" } else { s += "\\n    \\t" }
		s += strings.ReplaceAll(usage, "\\n", "\\n    \\t")
		if fl.DefValue != "" && fl.DefValue != "0" && fl.DefValue != "false" && fl.DefValue != "0s" { if fl.kind == "string" { s += fmt.Sprintf(" (default %q)", fl.DefValue) } else { s += " (default " + fl.DefValue + ")" } }
		fmt.Fprintln(os.Stderr, s)
	}
}
func (f *FlagSet) usage() { if f.Usage != nil { f.Usage() } else if f == CommandLine { Usage() } else { if f.name == "" { fmt.Fprintln(os.Stderr, "Usage:") } else { fmt.Fprintf(os.Stderr, "Usage of %s:\\n", f.name) }; f.PrintDefaults() } }
func (f *FlagSet) fail(err error) error { if err != ErrHelp { fmt.Fprintln(os.Stderr, err) }; f.usage(); return err }
func (f *FlagSet) one() (bool, error) {
	if len(f.args) == 0 { return false, nil }
	s := f.args[0]
	if len(s) < 2 || s[0] != '-' { return false, nil }
	n := 1
	if s[1] == '-' { n = 2; if len(s) == 2 { f.args = f.args[1:]; return false, nil } }
	name := s[n:]
	if len(name) == 0 || name[0] == '-' || name[0] == '=' { return false, f.fail(fmt.Errorf("bad flag syntax: %s", s)) }
	f.args = f.args[1:]
	name, value, has := strings.Cut(name, "=")
	fl, ok := f.flags[name]
	if !ok { if name == "help" || name == "h" { return false, f.fail(ErrHelp) }; return false, f.fail(fmt.Errorf("flag provided but not defined: -%s", name)) }
	if fl.kind == "bool" {
		if !has { value = "true" }
		if err := fl.set(value); err != nil { return false, f.fail(fmt.Errorf("invalid boolean value %q for -%s: %v", value, name, err)) }
		return true, nil
	}
	if !has { if len(f.args) == 0 { return false, f.fail(fmt.Errorf("flag needs an argument: -%s", name)) }; value, f.args = f.args[0], f.args[1:] }
	if err := fl.set(value); err != nil { return false, f.fail(fmt.Errorf("invalid value %q for flag -%s: %v", value, name, err)) }
	return true, nil
}
func (f *FlagSet) Parse(arguments []string) error {
	f.parsed = true
	f.args = arguments
	for {
		seen, err := f.one()
		if seen { continue }
		if err == nil { return nil }
		switch f.handling {
		case ContinueOnError:
			return err
		case ExitOnError:
			if err == ErrHelp { os.Exit(0) }
			os.Exit(2)
		case PanicOnError:
			panic(err)
		}
	}
}
func (f *FlagSet) Args() []string { return f.args }
func (f *FlagSet) NArg() int { return len(f.args) }
func (f *FlagSet) Arg(i int) string { if i < 0 || i >= len(f.args) { return "" }; return f.args[i] }
func Parse() { CommandLine.Parse(os.Args[1:]) }
func Parsed() bool { return CommandLine.parsed }
func Args() []string { return CommandLine.args }
func NArg() int { return len(CommandLine.args) }
func Arg(i int) string { return CommandLine.Arg(i) }
func PrintDefaults() { CommandLine.PrintDefaults() }
func Int(name string, value int, usage string) *int { return CommandLine.Int(name, value, usage) }
func String(name string, value string, usage string) *string { return CommandLine.String(name, value, usage) }
func Bool(name string, value bool, usage string) *bool { return CommandLine.Bool(name, value, usage) }
func Float64(name string, value float64, usage string) *float64 { return CommandLine.Float64(name, value, usage) }
func Duration(name string, value time.Duration, usage string) *time.Duration { return CommandLine.Duration(name, value, usage) }
func IntVar(p *int, name string, value int, usage string) { CommandLine.IntVar(p, name, value, usage) }
func StringVar(p *string, name string, value string, usage string) { CommandLine.StringVar(p, name, value, usage) }
func BoolVar(p *bool, name string, value bool, usage string) { CommandLine.BoolVar(p, name, value, usage) }
func DurationVar(p *time.Duration, name string, value time.Duration, usage string) { CommandLine.DurationVar(p, name, value, usage) }
`
};
type Matcher = ReturnType<typeof compileRegExp>;
const matcher = (v: Value): Matcher => (v as Native).host as Matcher;
/** Spans of a match as byte offsets of the byte string. */
const span = (m: NonNullable<ReturnType<Matcher['exec']>>, source: string): Value[] => {
	const bytes = (to: number): number => fromBytes(source.slice(0, to)).length;
	return m.spans.flatMap((x) => (x === undefined ? [-1, -1] : [bytes(x.start), bytes(x.end)]));
};
export const regexp: StdPackage = {
	source: `package regexp
import ("errors"; "strconv"; "strings")
type handle struct { h native }
func compile(s string) (handle, string)
func find(h handle, s string, from int) []int
func names(h handle, src string) []string
type Regexp struct { h handle; src string }
func Compile(expr string) (*Regexp, error) { h, e := compile(expr); if e != "" { return nil, errors.New(e) }; return &Regexp{h, expr}, nil }
func MustCompile(str string) *Regexp { re, err := Compile(str); if err != nil { panic("regexp: Compile(" + strconv.Quote(str) + "): " + err.Error()) }; return re }
func MatchString(pattern string, s string) (bool, error) { re, err := Compile(pattern); if err != nil { return false, err }; return re.MatchString(s), nil }
func QuoteMeta(s string) string { var b strings.Builder; for i := 0; i < len(s); i++ { if strings.IndexByte("\\\\.+*?()|[]{}^$", s[i]) >= 0 { b.WriteByte('\\\\') }; b.WriteByte(s[i]) }; return b.String() }
func (re *Regexp) String() string { return re.src }
func (re *Regexp) MatchString(s string) bool { return find(re.h, s, 0) != nil }
func (re *Regexp) Match(b []byte) bool { return re.MatchString(string(b)) }
func (re *Regexp) FindStringSubmatchIndex(s string) []int { return find(re.h, s, 0) }
func (re *Regexp) FindStringIndex(s string) []int { m := find(re.h, s, 0); if m == nil { return nil }; return m[:2] }
func (re *Regexp) FindString(s string) string { m := find(re.h, s, 0); if m == nil { return "" }; return s[m[0]:m[1]] }
func pick(s string, m []int) []string { var out []string; for i := 0; i+1 < len(m); i += 2 { if m[i] < 0 { out = append(out, "") } else { out = append(out, s[m[i]:m[i+1]]) } }; return out }
func (re *Regexp) FindStringSubmatch(s string) []string { m := find(re.h, s, 0); if m == nil { return nil }; return pick(s, m) }
func (re *Regexp) all(s string, n int) [][]int {
	var out [][]int
	for at := 0; at <= len(s) && (n < 0 || len(out) < n); {
		m := find(re.h, s, at)
		if m == nil { break }
		out = append(out, m)
		if m[1] > m[0] { at = m[1] } else { at = m[1] + 1 }
	}
	return out
}
func (re *Regexp) FindAllString(s string, n int) []string { var out []string; for _, m := range re.all(s, n) { out = append(out, s[m[0]:m[1]]) }; return out }
func (re *Regexp) FindAllStringSubmatch(s string, n int) [][]string { var out [][]string; for _, m := range re.all(s, n) { out = append(out, pick(s, m)) }; return out }
func (re *Regexp) FindAllStringIndex(s string, n int) [][]int { var out [][]int; for _, m := range re.all(s, n) { out = append(out, m[:2]) }; return out }
func (re *Regexp) NumSubexp() int { return len(names(re.h, re.src)) - 1 }
func (re *Regexp) SubexpNames() []string { return names(re.h, re.src) }
func (re *Regexp) SubexpIndex(name string) int { for i, n := range names(re.h, re.src) { if n == name { return i } }; return -1 }
func (re *Regexp) ReplaceAllStringFunc(s string, repl func(string) string) string {
	out, at := "", 0
	for _, m := range re.all(s, -1) { out += s[at:m[0]] + repl(s[m[0]:m[1]]); at = m[1] }
	return out + s[at:]
}
func (re *Regexp) ReplaceAllLiteralString(s, repl string) string { return re.ReplaceAllStringFunc(s, func(string) string { return repl }) }
func (re *Regexp) expand(t, s string, m []int) string {
	out := ""
	for i := 0; i < len(t); i++ {
		if t[i] != '$' || i+1 >= len(t) { out += t[i:i+1]; continue }
		if t[i+1] == '$' { out += "$"; i++; continue }
		j := i + 1
		brace := t[j] == '{'
		if brace { j++ }
		k := j
		for k < len(t) && (t[k] == '_' || t[k] >= '0' && t[k] <= '9' || t[k] >= 'a' && t[k] <= 'z' || t[k] >= 'A' && t[k] <= 'Z') { k++ }
		name := t[j:k]
		n, err := strconv.Atoi(name)
		if err != nil { n = re.SubexpIndex(name) }
		if n >= 0 && 2*n+1 < len(m) && m[2*n] >= 0 { out += s[m[2*n]:m[2*n+1]] }
		i = k - 1
		if brace { i++ }
	}
	return out
}
func (re *Regexp) ReplaceAllString(s, repl string) string {
	out, at := "", 0
	for _, m := range re.all(s, -1) { out += s[at:m[0]] + re.expand(repl, s, m); at = m[1] }
	return out + s[at:]
}
func (re *Regexp) Split(s string, n int) []string {
	if n == 0 { return nil }
	var out []string
	at := 0
	for _, m := range re.all(s, -1) { if n > 0 && len(out) == n-1 { break }; if m[1] == 0 { continue }; out = append(out, s[at:m[0]]); at = m[1] }
	return append(out, s[at:])
}
`,
	natives: {
		compile: ([s]) => {
			try {
				return [[new Native(compileRegExp(toText(s as string), { syntax: 're2' }))], ''];
			} catch (e) {
				return [[null], fromBytes(e instanceof Error ? e.message : String((e as { message?: string }).message ?? e))];
			}
		},
		find: ([h, s, from]) => {
			const source = toText(s as string);
			const start = toText((s as string).slice(0, from as number)).length;
			const m = matcher((h as Value[])[0]).exec(source, start);
			return m ? new Slice(span(m, source)) : null;
		},
		names: ([h, src]) => {
			// Groups in order of their opening parentheses.
			const found = [...(src as string).matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((?!\?)|\(\?P?<([A-Za-z_]\w*)>/g)].filter((m) => m[0].startsWith('('));
			void h;
			return new Slice(['', ...found.map((m) => m[1] ?? '')]);
		}
	}
};
export const testing: StdPackage = {
	source: `package testing
import ("fmt"; "os"; "runtime"; "strings"; "time")
type InternalTest struct { Name string; F func(*T) }
type TB interface { Error(args ...any); Errorf(format string, args ...any); Fatal(args ...any); Fatalf(format string, args ...any); Helper(); Log(args ...any); Logf(format string, args ...any); Name() string }
type T struct { name string; failed, skipped, done bool; out []string; level int; verbose bool; start time.Time; cleanups []func() }
type B struct { N int }
type M struct { tests []InternalTest }
func (t *T) Name() string { return t.name }
func (t *T) Helper() {}
func (t *T) Parallel() {}
func (t *T) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }
func (t *T) Setenv(key, value string) { os.Setenv(key, value) }
func (t *T) TempDir() string { d := "/tmp/" + strings.ReplaceAll(t.name, "/", "_"); os.MkdirAll(d, 0755); return d }
func where() string
func (t *T) line(s string) {
	s = strings.TrimRight(s, "\\n")
	t.out = append(t.out, strings.Repeat("    ", t.level+1)+where()+": "+strings.ReplaceAll(s, "\\n", "\\n"+strings.Repeat("    ", t.level+2))+"\\n")
}
func (t *T) Log(args ...any) { t.line(fmt.Sprintln(args...)) }
func (t *T) Logf(format string, args ...any) { t.line(fmt.Sprintf(format, args...)) }
func (t *T) Error(args ...any) { t.line(fmt.Sprintln(args...)); t.failed = true }
func (t *T) Errorf(format string, args ...any) { t.line(fmt.Sprintf(format, args...)); t.failed = true }
func (t *T) Fail() { t.failed = true }
func (t *T) Failed() bool { return t.failed }
func (t *T) FailNow() { t.failed = true; runtime.Goexit() }
func (t *T) Fatal(args ...any) { t.line(fmt.Sprintln(args...)); t.FailNow() }
func (t *T) Fatalf(format string, args ...any) { t.line(fmt.Sprintf(format, args...)); t.FailNow() }
func (t *T) Skip(args ...any) { t.line(fmt.Sprintln(args...)); t.SkipNow() }
func (t *T) Skipf(format string, args ...any) { t.line(fmt.Sprintf(format, args...)); t.SkipNow() }
func (t *T) SkipNow() { t.skipped = true; runtime.Goexit() }
func Short() bool { return false }
func Verbose() bool { return verbose }
var verbose bool
func (t *T) run(f func(*T)) {
	t.start = time.Now()
	if verbose { fmt.Printf("=== RUN   %s\\n", t.name) }
	end := make(chan bool)
	go func() {
		defer func() { for i := len(t.cleanups) - 1; i >= 0; i-- { t.cleanups[i]() }; end <- true }()
		f(t)
	}()
	<-end
}
func (t *T) report() string {
	word := "PASS"
	if t.skipped { word = "SKIP" }
	if t.failed { word = "FAIL" }
	if !t.failed && !verbose { return "" }
	head := fmt.Sprintf("%s--- %s: %s (%.2fs)\\n", strings.Repeat("    ", t.level), word, t.name, time.Since(t.start).Seconds())
	return head + strings.Join(t.out, "")
}
func (t *T) Run(name string, f func(t *T)) bool {
	sub := &T{name: t.name + "/" + strings.ReplaceAll(name, " ", "_"), level: t.level + 1}
	sub.run(f)
	if sub.failed { t.failed = true }
	t.out = append(t.out, sub.report())
	return !sub.failed
}
func Main_(tests []InternalTest) {
	filter := ""
	for _, a := range os.Args[1:] { if a == "-test.v=true" { verbose = true }; if strings.HasPrefix(a, "-test.run=") { filter = strings.Trim(a[10:], "^$") } }
	failed, ran := false, 0
	for _, test := range tests {
		if filter != "" && !strings.Contains(test.Name, filter) { continue }
		ran++
		t := &T{name: test.Name}
		t.run(test.F)
		fmt.Print(t.report())
		if t.failed { failed = true }
	}
	if ran == 0 { fmt.Println("testing: warning: no tests to run") }
	if failed { fmt.Println("FAIL"); os.Exit(1) }
	if verbose || ran == 0 { fmt.Println("PASS") }
}
`,
	long: {
		// The line of the learner's test: the nearest frame that is not this package's.
		*where(_, m, g) {
			for (let fr = g.top; fr !== null; fr = fr.up) {
				if (!('code' in fr) || fr.code.name.startsWith('testing.')) continue;
				const pos = fr.code.lines[Math.max(0, fr.pc - 1)] ?? 0;
				return `${fr.code.file.slice(fr.code.file.lastIndexOf('/') + 1)}:${Math.floor(pos / 4096)}`;
			}
			void m;
			yield* [];
			return '';
		}
	}
};
export const embed: StdPackage = { source: 'package embed\n' };
