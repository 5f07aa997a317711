// Which of our own modules a wheel carries: package → path below site-packages → text; and the commands it brings: name → module:function.
// A package without a row has files of the right size and no code. Invariant: no line of the real packages is in here.
import { flaskCli, flaskInit } from './flask.ts';
import { dotenv, gunicorn, redis, redisExceptions, requests, requestsExceptions } from './clients.ts';
import { jinja } from './jinja.ts';
import { exceptions, routing, serving, wrappers } from './werkzeug.ts';

const modules: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	flask: { 'flask/__init__.py': flaskInit, 'flask/cli.py': flaskCli, 'flask/__main__.py': 'import sys\nfrom flask.cli import main\nsys.exit(main())\n', 'flask/json.py': 'from json import *\nfrom flask import jsonify\n', 'flask/views.py': 'class View: pass\nclass MethodView(View): pass\n' },
	werkzeug: {
		'werkzeug/__init__.py': "__version__ = '3.1.3'\nfrom werkzeug.serving import run_simple\nfrom werkzeug.wrappers import Request, Response\n",
		'werkzeug/exceptions.py': exceptions,
		'werkzeug/wrappers.py': wrappers,
		'werkzeug/routing.py': routing,
		'werkzeug/serving.py': serving,
		'werkzeug/middleware/__init__.py': '',
		'werkzeug/middleware/proxy_fix.py': 'def ProxyFix(app, *args, **kwargs): return app\n'
	},
	jinja2: { 'jinja2/__init__.py': jinja },
	markupsafe: { 'markupsafe/__init__.py': 'from jinja2 import Markup, escape\n' },
	redis: { 'redis/__init__.py': redis, 'redis/exceptions.py': redisExceptions },
	requests: { 'requests/__init__.py': requests, 'requests/exceptions.py': requestsExceptions },
	'python-dotenv': { 'dotenv/__init__.py': dotenv },
	gunicorn: { 'gunicorn/__init__.py': "__version__ = '23.0.0'\n", 'gunicorn/app/__init__.py': '', 'gunicorn/app/wsgiapp.py': gunicorn, 'gunicorn/__main__.py': 'import sys\nfrom gunicorn.app.wsgiapp import run\nsys.exit(run())\n' }
};
const scripts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	flask: { flask: 'flask.cli:main' },
	gunicorn: { gunicorn: 'gunicorn.app.wsgiapp:run' }
};

/** A wheel's modules, by the normal name of the package. */
export const pythonFiles = (name: string): Readonly<Record<string, string>> | undefined => modules[name];
/** A wheel's commands. */
export const pythonScripts = (name: string): Readonly<Record<string, string>> => scripts[name] ?? {};
