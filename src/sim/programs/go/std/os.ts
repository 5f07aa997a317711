// os, syscall, io/fs, os/signal: files, environment, processes' own facts, signals.
// Leaves out os/exec, users, links and permissions beyond Chmod. FIDELITY: *File reads and writes whole pieces at the descriptor's offset.
import { Errno, strerror, type ErrnoCode } from '../../../engine/index.ts';
import {
	chmod,
	close,
	fsync,
	getcwd,
	chdir,
	kill as killCall,
	mkdir,
	mkdirAll,
	open,
	read,
	readdir,
	removeAll,
	rename,
	rmdir,
	lseek,
	stat,
	lstat,
	unlink,
	write,
	type OpenFlags,
	type SignalName,
	type Stat
} from '../../../kernel/index.ts';
import { fromBytes, toText } from '../text.ts';
import type { StdPackage } from '../scope.ts';
import { fromHost, hostBytes, Slice } from '../values.ts';
import { quick, request, waitFor } from './sys.ts';

export const syscall: StdPackage = {
	source: `package syscall
type Errno string
func text(code string) string
func (e Errno) Error() string { return text(string(e)) }
func (e Errno) Is(target error) bool { return same(string(e), target.Error()) }
func same(code, text string) bool
func (e Errno) Timeout() bool { return e == ETIMEDOUT || e == EAGAIN }
const ( ENOENT Errno = "ENOENT"; EEXIST Errno = "EEXIST"; EACCES Errno = "EACCES"; EPERM Errno = "EPERM"; EINVAL Errno = "EINVAL"; ECONNREFUSED Errno = "ECONNREFUSED"; EADDRINUSE Errno = "EADDRINUSE"; EPIPE Errno = "EPIPE"; ECONNRESET Errno = "ECONNRESET"; ETIMEDOUT Errno = "ETIMEDOUT"; EAGAIN Errno = "EAGAIN"; ENOSPC Errno = "ENOSPC"; EROFS Errno = "EROFS" )
type Signal int
const ( SIGHUP Signal = 1; SIGINT Signal = 2; SIGQUIT Signal = 3; SIGKILL Signal = 9; SIGUSR1 Signal = 10; SIGUSR2 Signal = 12; SIGPIPE Signal = 13; SIGALRM Signal = 14; SIGTERM Signal = 15; SIGCHLD Signal = 17 )
var names = map[Signal]string{1: "hangup", 2: "interrupt", 3: "quit", 9: "killed", 10: "user defined signal 1", 12: "user defined signal 2", 13: "broken pipe", 14: "alarm clock", 15: "terminated", 17: "child exited"}
func (s Signal) Signal() {}
func (s Signal) String() string {
	if n, ok := names[s]; ok { return n }
	return "signal " + itoa(int(s))
}
func itoa(n int) string
func Getpid() int
func Kill(pid int, sig Signal) error { return nil }
`,
	natives: {
		text: ([code]) => strerror(code as ErrnoCode).replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase()),
		same: ([code, words]) => {
			const sets: Readonly<Record<string, readonly string[]>> = {
				'file does not exist': ['ENOENT'],
				'file already exists': ['EEXIST', 'ENOTEMPTY'],
				'permission denied': ['EACCES', 'EPERM']
			};
			return sets[words as string]?.includes(code as string) ?? false;
		},
		itoa: ([n]) => String(n),
		Getpid: (_, m) => Number(m.state.get('pid') ?? 1)
	}
};
export const fs: StdPackage = {
	source: `package fs
import ("errors"; "time")
var ErrInvalid = errors.New("invalid argument")
var ErrPermission = errors.New("permission denied")
var ErrExist = errors.New("file already exists")
var ErrNotExist = errors.New("file does not exist")
var ErrClosed = errors.New("file already closed")
type PathError struct { Op string; Path string; Err error }
func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }
func (e *PathError) Unwrap() error { return e.Err }
type FileMode uint32
const ( ModeDir FileMode = 1 << 31; ModePerm FileMode = 0777 )
func (m FileMode) IsDir() bool { return m&ModeDir != 0 }
func (m FileMode) IsRegular() bool { return m&ModeDir == 0 }
func (m FileMode) Perm() FileMode { return m & ModePerm }
func (m FileMode) String() string {
	const rwx = "rwxrwxrwx"
	s := "-"
	if m.IsDir() { s = "d" }
	for i := 0; i < 9; i++ { if m&(1<<uint(8-i)) != 0 { s += string(rwx[i]) } else { s += "-" } }
	return s
}
type FileInfo interface { Name() string; Size() int64; Mode() FileMode; ModTime() time.Time; IsDir() bool; Sys() any }
type DirEntry interface { Name() string; IsDir() bool; Type() FileMode; Info() (FileInfo, error) }
type File interface { Stat() (FileInfo, error); Read([]byte) (int, error); Close() error }
type FS interface { Open(name string) (File, error) }
`
};
const sigNumbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, USR1: 10, USR2: 12, PIPE: 13, ALRM: 14, TERM: 15, CHLD: 17 };
export const signalNumbers = sigNumbers;
export const os: StdPackage = {
	source: `package os
import ("errors"; "io"; "io/fs"; "syscall"; "time")
type Signal interface { String() string; Signal() }
var Interrupt Signal = syscall.SIGINT
var Kill Signal = syscall.SIGKILL
var Args []string = args()
var ErrNotExist = fs.ErrNotExist
var ErrExist = fs.ErrExist
var ErrPermission = fs.ErrPermission
var ErrClosed = fs.ErrClosed
var ErrInvalid = fs.ErrInvalid
type PathError = fs.PathError
type FileInfo = fs.FileInfo
type FileMode = fs.FileMode
type DirEntry = fs.DirEntry
const ModePerm = fs.ModePerm
const ( O_RDONLY = 0; O_WRONLY = 1; O_RDWR = 2; O_APPEND = 0x400; O_CREATE = 0x40; O_EXCL = 0x80; O_SYNC = 0x101000; O_TRUNC = 0x200 )
const ( PathSeparator = '/'; DevNull = "/dev/null" )
type File struct { fd int; name string; closed bool; dir []string }
var Stdin = &File{fd: 0, name: "/dev/stdin"}
var Stdout = &File{fd: 1, name: "/dev/stdout"}
var Stderr = &File{fd: 2, name: "/dev/stderr"}
func args() []string
func sysWrite(fd int, s string) (int, string)
func sysRead(fd int, n int) (string, string)
func sysOpen(name string, flag int, perm int) (int, string)
func sysClose(fd int) string
func sysSeek(fd int, off int, whence int) (int, string)
func sysSync(fd int) string
func (f *File) err(op string, code string) error { return &PathError{Op: op, Path: f.name, Err: syscall.Errno(code)} }
func (f *File) WriteString(s string) (n int, err error) {
	if f == nil { return 0, ErrInvalid }
	if f.closed { return 0, &PathError{Op: "write", Path: f.name, Err: ErrClosed} }
	n, code := sysWrite(f.fd, s)
	if code != "" { return n, f.err("write", code) }
	return n, nil
}
func (f *File) Write(b []byte) (n int, err error) { return f.WriteString(string(b)) }
func (f *File) Read(b []byte) (n int, err error) {
	if f == nil { return 0, ErrInvalid }
	if f.closed { return 0, &PathError{Op: "read", Path: f.name, Err: ErrClosed} }
	if len(b) == 0 { return 0, nil }
	s, code := sysRead(f.fd, len(b))
	if code != "" { return 0, f.err("read", code) }
	if len(s) == 0 { return 0, io.EOF }
	return copy(b, s), nil
}
func (f *File) Close() error {
	if f == nil { return ErrInvalid }
	if f.closed { return &PathError{Op: "close", Path: f.name, Err: ErrClosed} }
	f.closed = true
	sysClose(f.fd)
	return nil
}
func (f *File) Seek(offset int64, whence int) (int64, error) {
	n, code := sysSeek(f.fd, int(offset), whence)
	if code != "" { return 0, f.err("seek", code) }
	return int64(n), nil
}
func (f *File) Sync() error { if code := sysSync(f.fd); code != "" { return f.err("sync", code) }; return nil }
func (f *File) Name() string { return f.name }
func (f *File) Fd() uintptr { return uintptr(f.fd) }
func (f *File) Stat() (FileInfo, error) { return Stat(f.name) }
func (f *File) ReadDir(n int) ([]DirEntry, error) { return ReadDir(f.name) }
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	fd, code := sysOpen(name, flag, int(perm))
	if code != "" { return nil, &PathError{Op: "open", Path: name, Err: syscall.Errno(code)} }
	return &File{fd: fd, name: name}, nil
}
func Open(name string) (*File, error) { return OpenFile(name, O_RDONLY, 0) }
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666) }
func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil { return nil, err }
	defer f.Close()
	var out []byte
	for {
		s, code := sysRead(f.fd, 65536)
		if code != "" { return nil, f.err("read", code) }
		if len(s) == 0 { if out == nil { out = []byte{} }; return out, nil }
		out = append(out, s...)
	}
}
func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil { return err }
	_, err = f.Write(data)
	if e := f.Close(); e != nil && err == nil { err = e }
	return err
}
type fileStat struct { name string; size int64; mode FileMode; mod int64 }
func (s *fileStat) Name() string { return s.name }
func (s *fileStat) Size() int64 { return s.size }
func (s *fileStat) Mode() FileMode { return s.mode }
func (s *fileStat) ModTime() time.Time { return time.UnixMicro(s.mod) }
func (s *fileStat) IsDir() bool { return s.mode.IsDir() }
func (s *fileStat) Sys() any { return nil }
func sysStat(name string, follow bool) (int, int, bool, int, string)
func base(name string) string {
	for len(name) > 1 && name[len(name)-1] == '/' { name = name[:len(name)-1] }
	for i := len(name) - 1; i >= 0; i-- { if name[i] == '/' && len(name) > 1 { return name[i+1:] } }
	return name
}
func statOp(op, name string, follow bool) (FileInfo, error) {
	size, mode, dir, mod, code := sysStat(name, follow)
	if code != "" { return nil, &PathError{Op: op, Path: name, Err: syscall.Errno(code)} }
	m := FileMode(mode & 0777)
	if dir { m |= fs.ModeDir }
	return &fileStat{base(name), int64(size), m, int64(mod)}, nil
}
func Stat(name string) (FileInfo, error) { return statOp("stat", name, true) }
func Lstat(name string) (FileInfo, error) { return statOp("lstat", name, false) }
type dirEntry struct { dir, name string; isDir bool }
func (d *dirEntry) Name() string { return d.name }
func (d *dirEntry) IsDir() bool { return d.isDir }
func (d *dirEntry) Type() FileMode { if d.isDir { return fs.ModeDir }; return 0 }
func (d *dirEntry) Info() (FileInfo, error) { return Lstat(d.dir + "/" + d.name) }
func (d *dirEntry) String() string { if d.isDir { return "d " + d.name + "/" }; return "- " + d.name }
func sysReadDir(name string) ([]string, []bool, string)
func ReadDir(name string) ([]DirEntry, error) {
	names, dirs, code := sysReadDir(name)
	if code != "" { return nil, &PathError{Op: "open", Path: name, Err: syscall.Errno(code)} }
	out := make([]DirEntry, len(names))
	for i, n := range names { out[i] = &dirEntry{name, n, dirs[i]} }
	return out, nil
}
func sysPath(op, name, to string, mode int) string
func pathOp(op, name, to string, mode int) error {
	if code := sysPath(op, name, to, mode); code != "" { return &PathError{Op: op, Path: name, Err: syscall.Errno(code)} }
	return nil
}
func Mkdir(name string, perm FileMode) error { return pathOp("mkdir", name, "", int(perm)) }
func MkdirAll(path string, perm FileMode) error { if code := sysPath("mkdirall", path, "", int(perm)); code != "" { return &PathError{Op: "mkdir", Path: path, Err: syscall.Errno(code)} }; return nil }
func Remove(name string) error { return pathOp("remove", name, "", 0) }
func RemoveAll(path string) error { return pathOp("removeall", path, "", 0) }
func Chmod(name string, mode FileMode) error { return pathOp("chmod", name, "", int(mode)) }
func Chdir(dir string) error { return pathOp("chdir", dir, "", 0) }
type LinkError struct { Op, Old, New string; Err error }
func (e *LinkError) Error() string { return e.Op + " " + e.Old + " " + e.New + ": " + e.Err.Error() }
func (e *LinkError) Unwrap() error { return e.Err }
func Rename(oldpath, newpath string) error { if code := sysPath("rename", oldpath, newpath, 0); code != "" { return &LinkError{"rename", oldpath, newpath, syscall.Errno(code)} }; return nil }
func TempDir() string { if d := Getenv("TMPDIR"); d != "" { return d }; return "/tmp" }
func Getwd() (string, error) { return getwd(), nil }
func getwd() string
func Exit(code int)
func Hostname() (name string, err error) { return hostname(), nil }
func hostname() string
func Getpid() int { return syscall.Getpid() }
func Getppid() int { return 0 }
func Getuid() int
func Getgid() int
func Geteuid() int { return Getuid() }
func environ() []string
var env []string = environ()
func Environ() []string { return append([]string{}, env...) }
func LookupEnv(key string) (string, bool) {
	for _, e := range env { if len(e) > len(key) && e[len(key)] == '=' && e[:len(key)] == key { return e[len(key)+1:], true } }
	return "", false
}
func Getenv(key string) string { v, _ := LookupEnv(key); return v }
func Unsetenv(key string) error {
	var out []string
	for _, e := range env { if !(len(e) > len(key) && e[len(key)] == '=' && e[:len(key)] == key) { out = append(out, e) } }
	env = out
	return nil
}
func Setenv(key, value string) error { Unsetenv(key); env = append(env, key+"="+value); return nil }
func ExpandEnv(s string) string { return Expand(s, Getenv) }
func Expand(s string, mapping func(string) string) string {
	out := ""
	for i := 0; i < len(s); i++ {
		if s[i] != '$' || i+1 >= len(s) { out += s[i:i+1]; continue }
		j := i + 1
		if s[j] == '{' {
			k := j
			for k < len(s) && s[k] != '}' { k++ }
			out += mapping(s[j+1:k]); i = k
			continue
		}
		for j < len(s) && (s[j] == '_' || s[j] >= 'a' && s[j] <= 'z' || s[j] >= 'A' && s[j] <= 'Z' || s[j] >= '0' && s[j] <= '9') { j++ }
		out += mapping(s[i+1:j]); i = j - 1
	}
	return out
}
func IsNotExist(err error) bool { return errors.Is(err, ErrNotExist) }
func IsExist(err error) bool { return errors.Is(err, ErrExist) }
func IsPermission(err error) bool { return errors.Is(err, ErrPermission) }
func UserHomeDir() (string, error) { if h := Getenv("HOME"); h != "" { return h, nil }; return "", errors.New("$HOME is not defined") }
func Executable() (string, error) { return executable(), nil }
func executable() string
type Process struct { Pid int }
func FindProcess(pid int) (*Process, error) { return &Process{pid}, nil }
func kill(pid int, sig int) string
func (p *Process) Signal(sig Signal) error {
	if s, ok := sig.(syscall.Signal); ok { if code := kill(p.Pid, int(s)); code != "" { return syscall.Errno(code) } }
	return nil
}
`,
	natives: {
		args: (_, m) => new Slice((m.state.get('argv') as string[]).map(fromBytes)),
		environ: (_, m) => new Slice(Object.entries(m.state.get('env') as Record<string, string>).map(([k, v]) => fromBytes(`${k}=${v}`))),
		executable: (_, m) => String(m.state.get('exe') ?? ''),
		Getuid: (_, m) => Number(m.state.get('uid') ?? 0),
		Getgid: (_, m) => Number(m.state.get('gid') ?? 0),
		hostname: (_, m) => String(m.state.get('hostname') ?? '')
	},
	long: {
		*sysWrite([fd, s]) {
			return yield request(function* () {
				try {
					return [yield* write(fd as number, hostBytes(s as string)), ''];
				} catch (e) {
					if (e instanceof Errno) return [0, e.code];
					throw e;
				}
			});
		},
		*sysRead([fd, n], m, g) {
			// Standard input may make the reader wait: others go on meanwhile.
			if (fd !== 0)
				return yield* quick(
					function* ([f, max]) {
						return [fromHost(yield* read(f as number, max as number))];
					},
					['']
				)([fd, n], m, g);
			const got = (yield* waitFor(m, g, { op: 'read', fd, max: n })) as { text?: string; error?: string };
			return [got.text ?? '', got.error ?? ''];
		},
		sysOpen: quick(
			function* ([name, flag, perm]) {
				const bits = flag as number;
				const how = bits & 3;
				const flags: OpenFlags = {
					read: how !== 1,
					write: how !== 0,
					append: (bits & 0x400) !== 0,
					create: (bits & 0x40) !== 0,
					excl: (bits & 0x80) !== 0,
					trunc: (bits & 0x200) !== 0,
					cloexec: true,
					mode: perm as number
				};
				return [yield* open(toText(name as string), flags)];
			},
			[0]
		),
		*sysClose([fd]) {
			return yield request(function* () {
				try {
					yield* close(fd as number);
					return '';
				} catch (e) {
					if (e instanceof Errno) return e.code;
					throw e;
				}
			});
		},
		*sysSync([fd]) {
			return yield request(function* () {
				try {
					yield* fsync(fd as number);
					return '';
				} catch (e) {
					if (e instanceof Errno) return e.code;
					throw e;
				}
			});
		},
		sysSeek: quick(
			function* ([fd, off, whence]) {
				return [yield* lseek(fd as number, off as number, (['set', 'cur', 'end'] as const)[whence as number] ?? 'set')];
			},
			[0]
		),
		sysStat: quick(
			function* ([name, follow]) {
				const s: Stat = yield* follow ? stat(toText(name as string)) : lstat(toText(name as string));
				return [s.size, s.mode, s.type === 'dir', s.mtime];
			},
			[0, 0, false, 0]
		),
		sysReadDir: quick(
			function* ([name]) {
				const list = yield* readdir(toText(name as string));
				return [new Slice(list.map((e) => fromBytes(e.name))), new Slice(list.map((e) => e.type === 'dir'))];
			},
			[null, null]
		),
		*sysPath([op, name, to, mode]) {
			return yield request(function* () {
				const path = toText(name as string);
				try {
					switch (op) {
						case 'mkdir':
							yield* mkdir(path, mode as number);
							break;
						case 'mkdirall':
							yield* mkdirAll(path, mode as number);
							break;
						case 'remove':
							if ((yield* lstat(path)).type === 'dir') yield* rmdir(path);
							else yield* unlink(path);
							break;
						case 'removeall':
							yield* removeAll(path);
							break;
						case 'chmod':
							yield* chmod(path, mode as number);
							break;
						case 'chdir':
							yield* chdir(path);
							break;
						default:
							yield* rename(path, toText(to as string));
					}
					return '';
				} catch (e) {
					if (e instanceof Errno) return op === 'removeall' && e.code === 'ENOENT' ? '' : e.code;
					throw e;
				}
			});
		},
		*getwd() {
			return yield request(function* () {
				return fromBytes(yield* getcwd());
			});
		},
		*Exit([code], m) {
			m.exit = Number(code) & 255;
			yield { park: 'exit' };
			return undefined;
		},
		*kill([pid, sig]) {
			const name = Object.keys(sigNumbers).find((k) => sigNumbers[k] === sig) ?? (sig === 9 ? 'KILL' : 'TERM');
			return yield request(function* () {
				try {
					yield* killCall(pid as number, name as SignalName);
					return '';
				} catch (e) {
					if (e instanceof Errno) return e.code;
					throw e;
				}
			});
		}
	}
};
