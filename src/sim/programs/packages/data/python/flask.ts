// Flask and Werkzeug of our own behind the real ones' doors: routes, requests, responses, templates, the development server and its log.
// Written from their documentation, without their code. Leaves out sessions' signatures, the debugger's page, signals, teardown order.

export const flaskInit = String.raw`
import json as _json, os, sys, logging
from werkzeug.wrappers import Request, Response as _Response
from werkzeug.exceptions import HTTPException, abort, NotFound, MethodNotAllowed, InternalServerError
from werkzeug.routing import Map
from jinja2 import Environment, Markup
__version__ = '3.1.0'
class _Local:
    stack = []
class _Proxy:
    def __init__(self, name): object.__setattr__(self, '_name', name)
    def _target(self):
        if not _Local.stack:
            raise RuntimeError('Working outside of request context.\n\nThis typically means that you attempted to use functionality that needed\nan active HTTP request. Consult the documentation on testing for\ninformation about how to avoid this problem.')
        return _Local.stack[-1][object.__getattribute__(self, '_name')]
    def __getattr__(self, name): return getattr(self._target(), name)
    def __setattr__(self, name, value): setattr(self._target(), name, value)
    def __getitem__(self, key): return self._target()[key]
    def __setitem__(self, key, value): self._target()[key] = value
    def __contains__(self, key): return key in self._target()
request = _Proxy('request')
g = _Proxy('g')
session = _Proxy('session')
current_app = _Proxy('app')
class _Globals:
    def get(self, name, default=None): return self.__dict__.get(name, default)
    def __contains__(self, name): return name in self.__dict__
class Response(_Response): pass
class Config(dict):
    def from_object(self, obj):
        if isinstance(obj, str):
            import importlib
            obj = importlib.import_module(obj)
        for name in dir(obj):
            if name.isupper(): self[name] = getattr(obj, name)
    def from_mapping(self, mapping=None, **kwargs): self.update({**(mapping or {}), **kwargs})
    def from_prefixed_env(self, prefix='FLASK'):
        for k, v in os.environ.items():
            if k.startswith(prefix + '_'): self[k[len(prefix) + 1:]] = v
    def from_envvar(self, name, silent=False): return True
    def from_pyfile(self, path, silent=False): return True
class _Scaffold:
    def __init__(self, import_name):
        self.import_name = import_name
        self.view_functions = {}
        self._before = []
        self._after = []
        self._teardown = []
        self._errors = {}
    def route(self, rule, **options):
        def decorate(f):
            self.add_url_rule(rule, options.pop('endpoint', None), f, **options)
            return f
        return decorate
    def get(self, rule, **o): return self.route(rule, methods=['GET'], **o)
    def post(self, rule, **o): return self.route(rule, methods=['POST'], **o)
    def put(self, rule, **o): return self.route(rule, methods=['PUT'], **o)
    def delete(self, rule, **o): return self.route(rule, methods=['DELETE'], **o)
    def patch(self, rule, **o): return self.route(rule, methods=['PATCH'], **o)
    def before_request(self, f): self._before.append(f); return f
    def after_request(self, f): self._after.append(f); return f
    def teardown_request(self, f): self._teardown.append(f); return f
    teardown_appcontext = teardown_request
    def errorhandler(self, code):
        def decorate(f):
            self._errors[code] = f
            return f
        return decorate
    def register_error_handler(self, code, f): self._errors[code] = f
    def context_processor(self, f): return f
class Blueprint(_Scaffold):
    def __init__(self, name, import_name, url_prefix=None, template_folder=None, static_folder=None):
        super().__init__(import_name)
        self.name = name
        self.url_prefix = url_prefix
        self._rules = []
    def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
        self._rules.append((rule, endpoint or view_func.__name__, view_func, options))
class Flask(_Scaffold):
    def __init__(self, import_name, static_url_path=None, static_folder='static', template_folder='templates', **kwargs):
        super().__init__(import_name)
        module = sys.modules.get(import_name)
        path = getattr(module, '__file__', None) if module is not None else None
        self.root_path = os.path.dirname(os.path.abspath(path)) if path else os.getcwd()
        self.name = os.path.splitext(os.path.basename(path))[0] if import_name == '__main__' and path else import_name
        self.config = Config(DEBUG=False, TESTING=False, SECRET_KEY=None, ENV='production')
        self.url_map = Map()
        self.static_folder = static_folder
        self.template_folder = template_folder
        self.jinja_env = Environment(os.path.join(self.root_path, template_folder))
        self.jinja_env.globals.update(url_for=url_for, get_flashed_messages=lambda *a, **k: [])
        self.secret_key = None
        self._logger = None
        self.blueprints = {}
        self.extensions = {}
        from flask import cli
        self.cli = cli.Group()
        if static_folder:
            self.add_url_rule('/' + (static_url_path or static_folder).strip('/') + '/<path:filename>', 'static', lambda filename: send_from_directory(os.path.join(self.root_path, static_folder), filename))
    @property
    def debug(self): return self.config['DEBUG']
    @debug.setter
    def debug(self, value): self.config['DEBUG'] = bool(value)
    @property
    def logger(self):
        if self._logger is None:
            self._logger = logging.getLogger(self.name)
            if self.debug and not self._logger.level: self._logger.setLevel(logging.DEBUG)
            if not self._logger.hasHandlers():
                handler = logging.StreamHandler()
                handler.setFormatter(logging.Formatter('[%(asctime)s] %(levelname)s in %(module)s: %(message)s'))
                self._logger.addHandler(handler)
        return self._logger
    def add_url_rule(self, rule, endpoint=None, view_func=None, methods=None, defaults=None, strict_slashes=None, **options):
        endpoint = endpoint or view_func.__name__
        known = self.view_functions.get(endpoint)
        if known is not None and known is not view_func:
            raise AssertionError(f'View function mapping is overwriting an existing endpoint function: {endpoint}')
        self.view_functions[endpoint] = view_func
        self.url_map.add(rule, endpoint, methods or ['GET'], defaults or {})
    def register_blueprint(self, bp, url_prefix=None):
        prefix = (url_prefix if url_prefix is not None else bp.url_prefix) or ''
        self.blueprints[bp.name] = bp
        for rule, endpoint, view, options in bp._rules:
            self.add_url_rule(prefix.rstrip('/') + rule if rule != '/' or not prefix else prefix.rstrip('/') + '/', f'{bp.name}.{endpoint}', view, **options)
        self._before += bp._before
        self._after += bp._after
        self._errors.update(bp._errors)
    def make_response(self, value):
        status = None
        headers = None
        if isinstance(value, tuple):
            if len(value) == 3: value, status, headers = value
            elif isinstance(value[1], (dict, list)): value, headers = value
            else: value, status = value
        if value is None:
            raise TypeError(f"The view function for {request.endpoint!r} did not return a valid response. The function either returned None or ended without a return statement.")
        if isinstance(value, (dict, list)): value = jsonify(value)
        if isinstance(value, HTTPException): value = value.get_response()
        if not isinstance(value, _Response):
            if not isinstance(value, (str, bytes)):
                if hasattr(value, '__iter__') or hasattr(value, '__next__'):
                    value = ''.join(x.decode() if isinstance(x, bytes) else x for x in value)
                else:
                    raise TypeError(f"The view function did not return a valid response. The return type must be a string, dict, list, tuple with headers or status, Response instance, or WSGI callable, but it was a {type(value).__name__}.")
            value = Response(value)
        if status is not None: value.status_code = int(str(status).split()[0])
        for k, v in (headers.items() if isinstance(headers, dict) else headers or []): value.headers[k] = v
        return value
    def _handle(self, error):
        if isinstance(error, HTTPException):
            for key in (error.code, type(error), HTTPException, Exception):
                if key in self._errors: return self._errors[key](error)
            return error
        for kind in type(error).__mro__:
            if kind in self._errors: return self._errors[kind](error)
        self.logger.error(f'Exception on {request.path} [{request.method}]', exc_info=True)
        if 500 in self._errors: return self._errors[500](InternalServerError())
        return InternalServerError()
    def full_dispatch_request(self, req):
        try:
            endpoint, args = self.url_map.match(req)
            req.endpoint = endpoint
            req.view_args = args
            value = None
            for f in self._before:
                value = f()
                if value is not None: break
            if value is None:
                if req.method == 'OPTIONS' and 'OPTIONS' not in self.url_map.methods(req.path, True):
                    value = Response('')
                    value.headers['Allow'] = ', '.join(self.url_map.methods(req.path))
                else:
                    value = self.view_functions[endpoint](**args)
                    if type(value).__name__ == 'coroutine':
                        import asyncio
                        value = asyncio.run(value)
            response = self.make_response(value)
        except Exception as error:
            response = self.make_response(self._handle(error))
        for f in reversed(self._after):
            response = f(response)
        return response
    def handle_request(self, req):
        _Local.stack.append({'request': req, 'g': _Globals(), 'session': {}, 'app': self})
        try:
            return self.full_dispatch_request(req)
        finally:
            for f in self._teardown: f(None)
            _Local.stack.pop()
    def app_context(self): return _AppContext(self)
    def test_request_context(self, path='/', method='GET'): return _AppContext(self, Request(method, path, [], b'', '127.0.0.1'))
    def test_client(self): return _Client(self)
    def run(self, host=None, port=None, debug=None, load_dotenv=True, **options):
        if os.environ.get('FLASK_RUN_FROM_CLI') == 'true':
            return
        if 'FLASK_DEBUG' in os.environ: self.debug = os.environ['FLASK_DEBUG'].lower() not in ('0', 'false', 'no', '')
        if debug is not None: self.debug = bool(debug)
        from flask.cli import show_server_banner
        show_server_banner(self.debug, self.name)
        from werkzeug.serving import run_simple
        run_simple(host or '127.0.0.1', int(port if port is not None else 5000), self, use_reloader=options.get('use_reloader', self.debug), use_debugger=self.debug)
class _AppContext:
    def __init__(self, app, req=None): self.frame = {'request': req, 'g': _Globals(), 'session': {}, 'app': app}
    def __enter__(self): _Local.stack.append(self.frame); return self
    def __exit__(self, *info): _Local.stack.pop()
    push = __enter__
class _Client:
    def __init__(self, app): self.app = app
    def open(self, path, method='GET', data=None, json=None, headers=None, query_string=None, content_type=None):
        rows = list((headers or {}).items())
        body = b''
        if json is not None:
            body = _json.dumps(json).encode()
            rows.append(('Content-Type', 'application/json'))
        elif isinstance(data, dict):
            from urllib.parse import urlencode
            body = urlencode(data).encode()
            rows.append(('Content-Type', 'application/x-www-form-urlencoded'))
        elif data: body = data if isinstance(data, bytes) else data.encode()
        return self.app.handle_request(Request(method, path, rows, body, '127.0.0.1'))
    def get(self, path, **k): return self.open(path, 'GET', **k)
    def post(self, path, **k): return self.open(path, 'POST', **k)
    def put(self, path, **k): return self.open(path, 'PUT', **k)
    def delete(self, path, **k): return self.open(path, 'DELETE', **k)
    def __enter__(self): return self
    def __exit__(self, *info): pass
def jsonify(*args, **kwargs):
    value = kwargs if kwargs else args[0] if len(args) == 1 else list(args)
    debug = bool(_Local.stack) and current_app.debug
    def plain(v):
        if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
        if isinstance(v, (list, tuple)): return [plain(x) for x in v]
        if hasattr(v, '__dataclass_fields__'):
            from dataclasses import asdict
            return asdict(v)
        if hasattr(v, 'isoformat') or type(v).__name__ == 'UUID': return str(v)
        return v
    text = _json.dumps(plain(value), indent=2, sort_keys=True) if debug else _json.dumps(plain(value), separators=(',', ':'), sort_keys=True)
    return Response(text + '\n', mimetype='application/json')
def make_response(*args): return current_app.make_response(args[0] if len(args) == 1 else args)
def redirect(location, code=302):
    from html import escape
    shown = escape(location)
    made = Response(f'<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href="{shown}">{shown}</a>. If not, click the link.\n', status=code)
    made.headers['Location'] = location
    return made
def url_for(endpoint, _external=False, **values):
    if endpoint.startswith('.'): endpoint = request.endpoint.rpartition('.')[0] + endpoint
    path = current_app.url_map.build(endpoint, values)
    return request.host_url.rstrip('/') + path if _external else path
def render_template(name, **context):
    return current_app.jinja_env.get_template(name).render(request=request, g=g, session=session, config=current_app.config, **context)
def render_template_string(source, **context):
    return current_app.jinja_env.from_string(source).render(request=request, config=current_app.config, **context)
def send_from_directory(directory, filename, **kwargs): return send_file(os.path.join(directory, filename))
def send_file(path, mimetype=None, as_attachment=False, download_name=None, **kwargs):
    try:
        with open(path, 'rb') as f: data = f.read()
    except (FileNotFoundError, IsADirectoryError):
        raise NotFound()
    kinds = {'.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.png': 'image/png', '.svg': 'image/svg+xml; charset=utf-8'}
    made = Response(data)
    made.headers['Content-Type'] = mimetype or kinds.get(os.path.splitext(path)[1], 'application/octet-stream')
    return made
def flash(message, category='message'): pass
def has_request_context(): return bool(_Local.stack)
def stream_with_context(f): return f
from jinja2 import escape
`;

export const flaskCli = String.raw`
import os, sys
class Group:
    def __init__(self): self.commands = {}
    def command(self, name=None):
        def decorate(f):
            self.commands[name or f.__name__.replace('_', '-')] = f
            return f
        return decorate
class NoAppException(Exception): pass
def show_server_banner(debug, app_import_path):
    if os.environ.get('WERKZEUG_RUN_MAIN') == 'true': return
    if app_import_path is not None: print(f" * Serving Flask app '{app_import_path}'")
    if debug is not None: print(f" * Debug mode: {'on' if debug else 'off'}")
    sys.stdout.flush()
def _fail(text, status=2):
    print('Usage: flask run [OPTIONS]\nTry \'flask run --help\' for help.\n\n' + f'Error: {text}', file=sys.stderr)
    sys.exit(status)
def locate(spec):
    sys.path.insert(0, os.getcwd())
    given = spec
    if not spec:
        for name in ('wsgi.py', 'app.py'):
            if os.path.exists(name):
                spec = name
                break
        else:
            _fail("Could not locate a Flask application. Use the 'flask --app' option, 'FLASK_APP' environment variable, or a 'wsgi.py' or 'app.py' file in the current directory.")
    module, _, attribute = spec.partition(':')
    path = os.path.abspath(module)
    if os.path.splitext(path)[1] == '.py': path = os.path.splitext(path)[0]
    name = os.path.basename(path) if '/' in module or module.endswith('.py') else module
    if '/' in module: sys.path.insert(0, os.path.dirname(path))
    try:
        made = __import__(name)
        for part in name.split('.')[1:]: made = getattr(made, part)
    except ModuleNotFoundError as error:
        if error.name == name: _fail(f'Could not import {name!r}.')
        import traceback
        _fail(f"While importing {name!r}, an ImportError was raised:\n\n{traceback.format_exc()}")
    from flask import Flask
    if attribute:
        found = getattr(made, attribute.partition('(')[0], None)
        if found is None: _fail(f'Failed to find attribute {attribute!r} in {name!r}.')
        return found if isinstance(found, Flask) else found()
    for one in ('app', 'application'):
        if isinstance(getattr(made, one, None), Flask): return getattr(made, one)
    apps = [v for v in vars(made).values() if isinstance(v, Flask)]
    if len(apps) == 1: return apps[0]
    if len(apps) > 1: _fail(f"Detected multiple Flask applications in module {name!r}. Use '{name}:name' to specify the correct one.")
    for one in ('create_app', 'make_app'):
        if callable(getattr(made, one, None)): return getattr(made, one)()
    _fail(f"Failed to find Flask application or factory in module {name!r}. Use '{name}:name' to specify one.")
def _dotenv():
    for name in ('.flaskenv', '.env'):
        if os.path.exists(name):
            try: import dotenv
            except ImportError:
                print(f" * Tip: There are {name} files present. Install python-dotenv to use them.", file=sys.stderr)
                return
            dotenv.load_dotenv(name)
def main():
    args = sys.argv[1:]
    options = {}
    verb = None
    i = 0
    while i < len(args):
        a = args[i]
        name, eq, value = a.partition('=')
        if name in ('--app', '-A', '--host', '-h', '--port', '-p', '--cert', '--key', '--extra-files', '--env-file', '-e'):
            if not eq:
                i += 1
                value = args[i] if i < len(args) else ''
            options[{'-A': '--app', '-h': '--host', '-p': '--port'}.get(name, name)] = value
        elif a in ('--debug', '--no-debug', '--reload', '--no-reload', '--with-threads', '--without-threads', '--no-debugger', '--debugger', '--version', '--help'): options[a] = True
        elif a.startswith('-'):
            print(f"Usage: flask run [OPTIONS]\nTry 'flask run --help' for help.\n\nError: No such option: {a}", file=sys.stderr)
            sys.exit(2)
        elif verb is None: verb = a
        i += 1
    if '--version' in options:
        import flask, platform
        print(f'Python {platform.python_version()}\nFlask {flask.__version__}\nWerkzeug 3.1.3')
        return 0
    _dotenv()
    spec = options.get('--app') or os.environ.get('FLASK_APP') or ''
    if verb == 'run':
        os.environ['FLASK_RUN_FROM_CLI'] = 'true'
        app = locate(spec)
        debug = '--debug' in options or os.environ.get('FLASK_DEBUG', '0').lower() not in ('0', 'false', 'no', '')
        if '--no-debug' in options: debug = False
        app.debug = debug
        show_server_banner(debug, spec or None)
        from werkzeug.serving import run_simple
        port = options.get('--port') or os.environ.get('FLASK_RUN_PORT') or '5000'
        if not port.isdigit():
            print(f"Usage: flask run [OPTIONS]\nTry 'flask run --help' for help.\n\nError: Invalid value for '--port' / '-p': {port!r} is not a valid integer.", file=sys.stderr)
            return 2
        run_simple(options.get('--host') or os.environ.get('FLASK_RUN_HOST') or '127.0.0.1', int(port), app, use_reloader=(debug or '--reload' in options) and '--no-reload' not in options, use_debugger=debug)
        return 0
    if verb == 'routes':
        app = locate(spec)
        rows = sorted((r.endpoint, ', '.join(sorted(m for m in r.methods if m not in ('HEAD', 'OPTIONS'))), r.rule) for r in app.url_map.rules)
        widths = [max(len(x) for x in col) for col in zip(('Endpoint', 'Methods', 'Rule'), *rows)]
        for row in [('Endpoint', 'Methods', 'Rule'), tuple('-' * w for w in widths)] + rows:
            print('  '.join(c.ljust(w) for c, w in zip(row, widths)).rstrip())
        return 0
    if verb is not None:
        app = locate(spec)
        if verb in app.cli.commands:
            with app.app_context(): app.cli.commands[verb]()
            return 0
        print(f"Usage: flask [OPTIONS] COMMAND [ARGS]...\nTry 'flask --help' for help.\n\nError: No such command '{verb}'.", file=sys.stderr)
        return 2
    print('Usage: flask [OPTIONS] COMMAND [ARGS]...\n\n  A general utility script for Flask applications.\n\n  An application to load must be given with the \'--app\' option, \'FLASK_APP\'\n  environment variable, or with a \'wsgi.py\' or \'app.py\' file in the current\n  directory.\n\nOptions:\n  -e, --env-file FILE   Load environment variables from this file, taking\n                        precedence over those set by \'.env\' and \'.flaskenv\'.\n                        Variables set directly in the environment take highest\n                        precedence. python-dotenv must be installed.\n  -A, --app IMPORT      The Flask application or factory function to load, in\n                        the form \'module:name\'. Module can be a dotted import\n                        or file path. Name is not required if it is \'app\',\n                        \'application\', \'create_app\', or \'make_app\', and can be\n                        \'name(args)\' to pass arguments.\n  --debug / --no-debug  Set debug mode.\n  --version             Show the Flask version.\n  --help                Show this message and exit.\n\nCommands:\n  routes  Show the routes for the app.\n  run     Run a development server.\n  shell   Run a shell in the app context.')
    return 0 if '--help' in options else 2
if __name__ == '__main__':
    sys.exit(main())
`;
