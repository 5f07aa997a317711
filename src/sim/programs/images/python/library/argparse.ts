// Python's argparse, in Python: from its documentation. Leaves out groups' headings and formatters.

export const argparse = String.raw`
import sys, os
SUPPRESS = '==SUPPRESS=='
class Namespace:
    def __init__(self, **kwargs):
        for k, v in kwargs.items():
            setattr(self, k, v)
    def __repr__(self):
        return 'Namespace(' + ', '.join(f'{k}={v!r}' for k, v in self.__dict__.items()) + ')'
class ArgumentError(Exception): pass
class ArgumentTypeError(Exception): pass
class HelpFormatter: pass
class ArgumentDefaultsHelpFormatter(HelpFormatter): pass
class RawDescriptionHelpFormatter(HelpFormatter): pass
class _Action:
    def __init__(self, flags, dest, nargs, const, default, type, choices, required, help, metavar, action, version=None):
        self.option_strings = flags
        self.dest = dest
        self.nargs = nargs
        self.const = const
        self.default = default
        self.type = type
        self.choices = choices
        self.required = required
        self.help = help
        self.metavar = metavar
        self.action = action
        self.version = version
    def shown(self):
        if self.metavar: return self.metavar
        if self.choices is not None: return '{' + ','.join(str(c) for c in self.choices) + '}'
        return self.dest.upper() if self.option_strings else self.dest
    def values(self):
        if self.action in ('store_true', 'store_false', 'store_const', 'help', 'version', 'count'): return ''
        m = self.shown()
        if self.nargs == '?': return f'[{m}]'
        if self.nargs == '*': return f'[{m} ...]'
        if self.nargs == '+': return f'{m} [{m} ...]'
        if isinstance(self.nargs, int): return ' '.join([m] * self.nargs)
        return m
class ArgumentParser:
    def __init__(self, prog=None, usage=None, description=None, epilog=None, formatter_class=None, add_help=True, parents=(), **kwargs):
        self.prog = prog or os.path.basename(sys.argv[0])
        self.usage = usage
        self.description = description
        self.epilog = epilog
        self._actions = []
        self._subparsers = None
        self._defaults = {}
        if add_help:
            self.add_argument('-h', '--help', action='help', help='show this help message and exit')
    def add_argument(self, *flags, dest=None, nargs=None, const=None, default=None, type=None, choices=None, required=False, help=None, metavar=None, action='store', version=None):
        options = [f for f in flags if f.startswith('-')]
        if dest is None:
            dest = next((f[2:] for f in options if f.startswith('--')), options[0].lstrip('-') if options else flags[0]).replace('-', '_')
        if action == 'store_true': default = False if default is None else default
        if action == 'store_false': default = True if default is None else default
        made = _Action(options, dest, nargs, const, default, type, choices, required, help, metavar, action, version)
        self._actions.append(made)
        return made
    def add_mutually_exclusive_group(self, required=False): return self
    def add_argument_group(self, *args, **kwargs): return self
    def set_defaults(self, **kwargs): self._defaults.update(kwargs)
    def add_subparsers(self, dest=None, required=False, help=None, title=None, metavar=None, description=None):
        self._subparsers = _Subparsers(self, dest, required)
        self._actions.append(_Action([], dest or '_command', 'A...', None, None, None, None, required, help, metavar, 'parsers'))
        return self._subparsers
    def format_usage(self):
        if self.usage:
            return f'usage: {self.usage}\n'
        parts = []
        for a in self._actions:
            if a.option_strings:
                text = (a.option_strings[0] + ' ' + a.values()).rstrip()
                parts.append(text if a.required else f'[{text}]')
        for a in self._actions:
            if not a.option_strings:
                parts.append('{' + ','.join(self._subparsers.parsers) + '} ...' if a.action == 'parsers' else a.values())
        head = f'usage: {self.prog} '
        line = head + ' '.join(parts)
        if len(line) <= 78:
            return line.rstrip() + '\n'
        lines = []
        line = head
        for p in parts:
            if len(line) + len(p) > 78 and line.strip() != head.strip():
                lines.append(line.rstrip())
                line = ' ' * len(head)
            line += p + ' '
        return '\n'.join(lines + [line.rstrip()]) + '\n'
    def format_help(self):
        out = self.format_usage()
        if self.description:
            out += f'\n{self.description}\n'
        def rows(actions):
            text = ''
            for a in actions:
                if a.help == SUPPRESS: continue
                head = '  ' + (', '.join((f + ' ' + a.values()).rstrip() for f in a.option_strings) if a.option_strings else '{' + ','.join(self._subparsers.parsers) + '}' if a.action == 'parsers' else a.shown())
                if not a.help: text += head + '\n'
                else:
                    wide = min(24, max(len(x) for x in heads) + 2)
                    body = a.help.replace('%(default)s', str(a.default))
                    text += (head.ljust(wide) + body if len(head) <= wide - 2 else head + '\n' + ' ' * wide + body) + '\n'
            return text
        def shown(a):
            return '  ' + (', '.join((f + ' ' + a.values()).rstrip() for f in a.option_strings) if a.option_strings else a.shown())
        heads = [shown(a) for a in self._actions]
        positional = [a for a in self._actions if not a.option_strings]
        options = [a for a in self._actions if a.option_strings]
        if positional: out += '\npositional arguments:\n' + rows(positional)
        if options: out += '\noptions:\n' + rows(options)
        if self.epilog: out += f'\n{self.epilog}\n'
        return out
    def print_help(self, file=None): print(self.format_help(), end='', file=file)
    def print_usage(self, file=None): print(self.format_usage(), end='', file=file)
    def exit(self, status=0, message=None):
        if message: print(message, end='', file=sys.stderr)
        sys.exit(status)
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(2, f'{self.prog}: error: {message}\n')
    def _name(self, a):
        return '/'.join(a.option_strings) if a.option_strings else a.shown()
    def _convert(self, a, text):
        value = text
        if a.type is not None:
            try:
                value = a.type(text)
            except ArgumentTypeError as e:
                self.error(f'argument {self._name(a)}: {e}')
            except (TypeError, ValueError):
                self.error(f"argument {self._name(a)}: invalid {getattr(a.type, '__name__', repr(a.type))} value: {text!r}")
        if a.choices is not None and value not in a.choices:
            self.error(f"argument {self._name(a)}: invalid choice: {value!r} (choose from {', '.join(repr(c) for c in a.choices)})")
        return value
    def parse_args(self, args=None, namespace=None):
        ns, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error('unrecognized arguments: ' + ' '.join(rest))
        return ns
    def parse_known_args(self, args=None, namespace=None):
        args = list(sys.argv[1:] if args is None else args)
        ns = namespace or Namespace()
        for a in self._actions:
            if a.action not in ('help', 'version', 'parsers') and a.default != SUPPRESS:
                setattr(ns, a.dest, a.default if not (isinstance(a.default, str) and a.type) else self._convert(a, a.default))
        for k, v in self._defaults.items():
            setattr(ns, k, v)
        flags = {f: a for a in self._actions for f in a.option_strings}
        seen = set()
        positional = [a for a in self._actions if not a.option_strings]
        words = []
        extra = []
        i = 0
        def looks(word):
            return word.startswith('-') and word != '-' and not word[1:].replace('.', '', 1).isdigit()
        while i < len(args):
            word = args[i]
            i += 1
            if word == '--':
                words += args[i:]
                break
            if self._subparsers and not looks(word) and len(words) >= len(positional) - 1:
                if self._subparsers.dest:
                    setattr(ns, self._subparsers.dest, word)
                if word not in self._subparsers.parsers:
                    self.error(f"argument {self._subparsers.dest or 'command'}: invalid choice: {word!r} (choose from {', '.join(repr(c) for c in self._subparsers.parsers)})")
                sub, rest = self._subparsers.parsers[word].parse_known_args(args[i:], ns)
                extra += rest
                seen.add('\0sub')
                i = len(args)
                break
            if not looks(word):
                words.append(word)
                continue
            name, eq, value = word.partition('=')
            a = flags.get(name)
            if a is None and name.startswith('--'):
                near = [f for f in flags if f.startswith(name)]
                if len(near) == 1: a = flags[near[0]]
                elif len(near) > 1: self.error(f"ambiguous option: {name} could match {', '.join(near)}")
            if a is None and not word.startswith('--') and word[:2] in flags:
                a = flags[word[:2]]
                eq, value = '=', word[2:]
                if a.values() == '':
                    args.insert(i, '-' + value)
                    eq = ''
            if a is None:
                extra.append(word)
                continue
            seen.add(a.dest)
            if a.action == 'help':
                self.print_help()
                self.exit()
            if a.action == 'version':
                print(a.version.replace('%(prog)s', self.prog))
                self.exit()
            if a.action == 'store_true': setattr(ns, a.dest, True)
            elif a.action == 'store_false': setattr(ns, a.dest, False)
            elif a.action == 'store_const': setattr(ns, a.dest, a.const)
            elif a.action == 'count': setattr(ns, a.dest, (getattr(ns, a.dest) or 0) + 1)
            else:
                if eq: given = [value]
                else:
                    given = []
                    most = 1 if a.nargs in (None, '?') else a.nargs if isinstance(a.nargs, int) else 1000
                    while i < len(args) and len(given) < most and not looks(args[i]):
                        given.append(args[i])
                        i += 1
                if a.nargs is None and not given: self.error(f'argument {self._name(a)}: expected one argument')
                if a.nargs == '+' and not given: self.error(f'argument {self._name(a)}: expected at least one argument')
                if isinstance(a.nargs, int) and len(given) < a.nargs: self.error(f"argument {self._name(a)}: expected {a.nargs} argument{'s' if a.nargs > 1 else ''}")
                got = [self._convert(a, g) for g in given]
                got = (got[0] if got else a.const) if a.nargs in (None, '?') else got
                if a.action == 'append': setattr(ns, a.dest, (getattr(ns, a.dest) or []) + [got])
                else: setattr(ns, a.dest, got)
        missing = [self._name(a) for a in self._actions if a.required and a.dest not in seen and not (a.action == 'parsers' and '\0sub' in seen)]
        plain = [a for a in positional if a.action != 'parsers']
        for n, a in enumerate(plain):
            after = len([b for b in plain[n + 1:] if b.nargs in (None, '+')])
            if a.nargs in ('*', '+'):
                count = max(0, len(words) - after)
                if a.nargs == '+' and count == 0:
                    missing.append(self._name(a))
                    continue
                if count or a.default is None: setattr(ns, a.dest, [self._convert(a, w) for w in words[:count]])
                words = words[count:]
            elif isinstance(a.nargs, int):
                setattr(ns, a.dest, [self._convert(a, w) for w in words[:a.nargs]])
                words = words[a.nargs:]
            elif words:
                setattr(ns, a.dest, self._convert(a, words.pop(0)))
            elif a.nargs != '?':
                missing.append(self._name(a))
        if missing:
            order = [self._name(a) for a in self._actions]
            self.error('the following arguments are required: ' + ', '.join(sorted(missing, key=order.index)))
        return ns, words + extra
class _Subparsers:
    def __init__(self, parent, dest, required):
        self.parent = parent
        self.dest = dest
        self.parsers = {}
    def add_parser(self, name, **kwargs):
        kwargs.pop('help', None)
        made = ArgumentParser(prog=f'{self.parent.prog} {name}', **kwargs)
        self.parsers[name] = made
        return made
`;
