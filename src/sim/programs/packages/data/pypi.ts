// The simulated Python index: name, version, bytes of the wheel, dependencies. Modules of these packages run only as far as the interpreter knows them.
export interface PypiPackage {
	readonly name: string;
	readonly version: string;
	readonly size: number;
	readonly dependencies: readonly string[];
	/** The tag of its wheel. */
	readonly tag: string;
}

const rows = `Flask|3.1.0|102979|Werkzeug,Jinja2,itsdangerous,click,blinker|py3-none-any
Werkzeug|3.1.3|224498|MarkupSafe|py3-none-any
Jinja2|3.1.5|134596|MarkupSafe|py3-none-any
MarkupSafe|3.0.2|23118||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
itsdangerous|2.2.0|16234||py3-none-any
click|8.1.8|98188||py3-none-any
blinker|1.9.0|8458||py3-none-any
redis|5.2.1|261502||py3-none-any
requests|2.32.3|64928|charset-normalizer,idna,urllib3,certifi|py3-none-any
charset-normalizer|3.4.1|145329||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
idna|3.10|70442||py3-none-any
urllib3|2.3.0|128369||py3-none-any
certifi|2024.12.14|164927||py3-none-any
gunicorn|23.0.0|85029|packaging|py3-none-any
packaging|24.2|65451||py3-none-any
fastapi|0.115.6|94843|starlette,pydantic,typing-extensions|py3-none-any
starlette|0.41.3|73225|anyio|py3-none-any
anyio|4.8.0|96041|idna,sniffio,typing-extensions|py3-none-any
sniffio|1.3.1|10235||py3-none-any
typing-extensions|4.12.2|37438||py3-none-any
pydantic|2.10.4|431765|annotated-types,pydantic-core,typing-extensions|py3-none-any
pydantic-core|2.27.2|2003200|typing-extensions|cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
annotated-types|0.7.0|13643||py3-none-any
uvicorn|0.34.0|62315|click,h11|py3-none-any
h11|0.14.0|58259||py3-none-any
Django|5.1.4|8276471|asgiref,sqlparse|py3-none-any
asgiref|3.8.1|23828||py3-none-any
sqlparse|0.5.3|44415||py3-none-any
psycopg2-binary|2.9.10|3006192||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
SQLAlchemy|2.0.36|3187414|typing-extensions|cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
numpy|2.2.1|16141104||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
pandas|2.2.3|12683756|numpy,python-dateutil,pytz,tzdata|cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
python-dateutil|2.9.0.post0|229892|six|py2.py3-none-any
pytz|2024.2|508002||py2.py3-none-any
tzdata|2024.2|346586||py2.py3-none-any
six|1.17.0|11050||py2.py3-none-any
PyYAML|6.0.2|767543||cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64
pytest|8.3.4|343083|iniconfig,packaging,pluggy|py3-none-any
iniconfig|2.0.0|5892||py3-none-any
pluggy|1.5.0|20556||py3-none-any
celery|5.4.0|425983|click,kombu,vine|py3-none-any
kombu|5.4.2|201349|vine|py3-none-any
vine|5.1.0|9636||py3-none-any
python-dotenv|1.0.1|19863||py3-none-any
prometheus-client|0.21.1|54694||py3-none-any`;

const normal = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

/** A package by its name, as PEP 503 compares names. */
export function pypiPackage(name: string): PypiPackage | undefined {
	const row = rows.split('\n').find((line) => normal(line.slice(0, line.indexOf('|'))) === normal(name));
	if (row === undefined) return undefined;
	const [given = '', version = '', size = '0', dependencies = '', tag = 'py3-none-any'] = row.split('|');
	return { name: given, version, size: Number(size), dependencies: dependencies.split(',').filter((one) => one !== ''), tag };
}
