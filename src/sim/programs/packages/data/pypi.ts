// The simulated Python index: name, version, bytes of the wheel, dependencies. Modules of these packages run only as far as the interpreter knows them.
import { pythonFiles, pythonScripts } from './python/index.ts';

export interface PypiPackage {
	readonly name: string;
	/** The newest, or the one that was chosen. */
	readonly version: string;
	/** All that the index has, oldest first. */
	readonly versions: readonly string[];
	readonly size: number;
	readonly dependencies: readonly string[];
	/** The tag of its wheel. */
	readonly tag: string;
	readonly files?: Readonly<Record<string, string>>;
	readonly scripts?: Readonly<Record<string, string>>;
}

const rows = `Flask|1.1.4,2.0.3,2.2.5,2.3.3,3.0.0,3.0.3,3.1.0|102979|Werkzeug,Jinja2,itsdangerous,click,blinker|py3-none-any
Werkzeug|1.0.1,2.0.3,2.2.3,2.3.8,3.0.0,3.0.6,3.1.3|224498|MarkupSafe|py3-none-any
Jinja2|2.11.3,3.0.3,3.1.2,3.1.4,3.1.5|134596|MarkupSafe|py3-none-any
MarkupSafe|2.0.1,2.1.5,3.0.2|23118||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
itsdangerous|1.1.0,2.0.1,2.1.2,2.2.0|16234||py3-none-any
click|7.1.2,8.0.4,8.1.7,8.1.8|98188||py3-none-any
blinker|1.6.3,1.7.0,1.9.0|8458||py3-none-any
redis|3.5.3,4.5.5,4.6.0,5.0.0,5.0.8,5.2.1|261502||py3-none-any
requests|2.25.1,2.28.2,2.31.0,2.32.3|64928|charset-normalizer,idna,urllib3,certifi|py3-none-any
charset-normalizer|3.4.1|145329||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
idna|3.10|70442||py3-none-any
urllib3|1.26.20,2.0.7,2.3.0|128369||py3-none-any
certifi|2023.7.22,2024.12.14|164927||py3-none-any
gunicorn|20.1.0,21.2.0,22.0.0,23.0.0|85029|packaging|py3-none-any
packaging|24.2|65451||py3-none-any
fastapi|0.95.2,0.103.2,0.110.0,0.111.0,0.115.6|94843|starlette,pydantic,typing-extensions|py3-none-any
starlette|0.41.3|73225|anyio|py3-none-any
anyio|4.8.0|96041|idna,sniffio,typing-extensions|py3-none-any
sniffio|1.3.1|10235||py3-none-any
typing-extensions|4.12.2|37438||py3-none-any
pydantic|1.10.19,2.5.3,2.8.2,2.10.4|431765|annotated-types,pydantic-core,typing-extensions|py3-none-any
pydantic-core|2.27.2|2003200|typing-extensions|cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
annotated-types|0.7.0|13643||py3-none-any
uvicorn|0.22.0,0.27.1,0.29.0,0.34.0|62315|click,h11|py3-none-any
h11|0.14.0|58259||py3-none-any
Django|3.2.25,4.2.16,5.0.9,5.1.4|8276471|asgiref,sqlparse|py3-none-any
asgiref|3.8.1|23828||py3-none-any
sqlparse|0.5.3|44415||py3-none-any
psycopg2-binary|2.9.5,2.9.9,2.9.10|3006192||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
SQLAlchemy|1.4.54,2.0.25,2.0.36|3187414|typing-extensions|cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
numpy|1.24.4,1.26.4,2.0.2,2.2.1|16141104||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
pandas|1.5.3,2.0.3,2.1.4,2.2.3|12683756|numpy,python-dateutil,pytz,tzdata|cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
python-dateutil|2.9.0.post0|229892|six|py2.py3-none-any
pytz|2024.2|508002||py2.py3-none-any
tzdata|2024.2|346586||py2.py3-none-any
six|1.17.0|11050||py2.py3-none-any
PyYAML|5.4.1,6.0.1,6.0.2|767543||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
pytest|7.4.4,8.0.2,8.3.4|343083|iniconfig,packaging,pluggy|py3-none-any
iniconfig|2.0.0|5892||py3-none-any
pluggy|1.5.0|20556||py3-none-any
celery|5.2.7,5.3.6,5.4.0|425983|click,kombu,vine|py3-none-any
kombu|5.4.2|201349|vine|py3-none-any
vine|5.1.0|9636||py3-none-any
python-dotenv|0.21.1,1.0.0,1.0.1|19863||py3-none-any
pip|23.0.1,24.0,25.1.1|1825227||py3-none-any
setuptools|65.5.1,75.6.0|1224032||py3-none-any
wheel|0.45.1|72494||py3-none-any
prometheus-client|0.21.1|54694||py3-none-any`;

const normal = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

/** A package by its name, as PEP 503 compares names. */
export function pypiPackage(name: string): PypiPackage | undefined {
	const row = rows.split('\n').find((line) => normal(line.slice(0, line.indexOf('|'))) === normal(name));
	if (row === undefined) return undefined;
	const [given = '', listed = '', size = '0', dependencies = '', tag = 'py3-none-any'] = row.split('|');
	const versions = listed.split(',');
	const files = pythonFiles(normal(given));
	return {
		name: given,
		version: versions.at(-1) ?? '',
		versions,
		size: Number(size),
		dependencies: dependencies.split(',').filter((one) => one !== ''),
		tag,
		...(files === undefined ? {} : { files }),
		scripts: pythonScripts(normal(given))
	};
}
