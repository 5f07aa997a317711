// Alpine 3.20's packages that the simulated mirror has, in the shape of Debian's rows (data/debian.ts). Sizes are rounded to what the
// distribution's index says to two digits; versions are those of the branch at the day of the recordings, as far as known.

/** Installed in the mini root file system. */
export const alpineBase =
	'alpine-baselayout alpine-baselayout-data alpine-keys apk-tools busybox busybox-binsh ca-certificates-bundle libcrypto3 libssl3 musl musl-utils scanelf ssl_client zlib';

/** A package a line. */
export const alpineRows = `alpine-baselayout|3.6.5-r0||8500|320|||Alpine base dir structure and init scripts
alpine-baselayout-data|3.6.5-r0||11000|77|||Alpine base dir structure and init scripts
alpine-keys|2.4-r1||13000|156|||Public keys for Alpine Linux packages
apk-tools|2.14.4-r1||120000|320|||Alpine Package Keeper - package manager for alpine
busybox|1.36.1-r30||500000|924|||Size optimized toolbox of many common UNIX utilities
busybox-binsh|1.36.1-r30||1500|8|||busybox ash /bin/sh
ca-certificates-bundle|20250911-r0||130000|228|||Pre generated bundle of Mozilla certificates
libcrypto3|3.3.5-r0||1800000|4400|||Crypto library from openssl
libssl3|3.3.5-r0||310000|708|||SSL shared libraries
musl|1.2.5-r1||400000|652|||the musl c library (libc) implementation
musl-utils|1.2.5-r1||36000|140|||the musl c library (libc) implementation
scanelf|1.3.7-r2||36000|92|||Scan ELF binaries for stuff
ssl_client|1.36.1-r30||4800|28|||EXternal ssl_client for busybox wget
zlib|1.3.1-r1||54000|108|||A compression/decompression Library
brotli-libs|1.1.0-r2||380000|828|||Generic lossless compressor (libraries)
c-ares|1.33.1-r0||100000|220|||Asynchronously DNS/names resolver library
libunistring|1.2-r0||650000|1740|||Library for manipulating Unicode strings and C strings
libidn2|2.3.7-r0||100000|224|libunistring||Encode/Decode library for internationalized domain names
nghttp2-libs|1.62.1-r0||66000|152|||Experimental HTTP/2 client, server and proxy (libraries)
libpsl|0.21.5-r1||50000|96|libidn2,libunistring||C library for the Publix Suffix List
zstd-libs|1.5.6-r0||310000|700|||Zstandard - Fast real-time compression algorithm (libraries)
libcurl|8.14.1-r2||280000|620|brotli-libs,c-ares,libidn2,libpsl,nghttp2-libs,zstd-libs||The multiprotocol file transfer library
curl|8.14.1-r2||150000|256|libcurl||URL retrival utility and library
ca-certificates|20250911-r0||150000|688|||Common CA certificates PEM files from Mozilla
wget|1.24.5-r0||220000|492|libidn2,pcre2||Network utility to retrieve files from the Web
pcre2|10.43-r0||260000|640|||Perl-compatible regular expression library
libexpat|2.7.3-r0||64000|140|||XML Parser library written in C (libraries)
git-init-template|2.45.4-r0||3600|32|||Git init template
git|2.45.4-r0||3000000|13000|libcurl,libexpat,pcre2,git-init-template||Distributed version control system
libncursesw|6.4_p20240420-r2||150000|304|ncurses-terminfo-base||Console display library (libncursesw)
ncurses-terminfo-base|6.4_p20240420-r2||21000|216|||Descriptions of common terminals
readline|8.2.10-r0||130000|284|libncursesw||GNU readline library
bash|5.2.26-r0||480000|1300|readline||The GNU Bourne Again shell
vim-common|9.1.1566-r0||7900|40|||Vi IMproved (common files)
xxd|9.1.1566-r0||12000|44|||Make a hexdump or do the reverse
vim|9.1.1566-r0||1500000|3600|libncursesw,vim-common,xxd||Improved vi-style text editor
nano|8.0-r0||460000|700|libncursesw||Enhanced clone of the Pico text editor
oniguruma|6.9.9-r0||220000|552|||A regular expressions library
jq|1.7.1-r0||140000|368|oniguruma||A lightweight and flexible command-line JSON processor
less|643-r2||120000|260|libncursesw||File pager
tree|2.1.1-r0||41000|96|||Directory listing command in tree-like format
htop|3.3.0-r0||96000|240|libncursesw||Interactive process viewer
libproc2|4.0.4-r0||40000|84|||Library for monitoring system and processes
procps-ng|4.0.4-r0||270000|640|libncursesw,libproc2||Utilities for monitoring your system and processes on your system
iproute2-minimal|6.9.0-r0||240000|560|libmnl,libelf||IP Routing Utilities (minimal)
libmnl|1.0.5-r2||11000|36|||Library for minimalistic netlink
libelf|0.191-r0||330000|880|||ELF object file access library
iproute2|6.9.0-r0||160000|512|iproute2-minimal||IP Routing Utilities
iputils|20240117-r0||36000|140|||IP Configuration Utilities (and Ping)
bind-libs|9.18.37-r0||1300000|3200|libuv,libxml2,json-c||ISC BIND (libraries)
libuv|1.48.0-r0||80000|184|||Cross-platform asychronous I/O
libxml2|2.12.10-r0||480000|1200|xz-libs||XML parsing library, version 2
xz-libs|5.6.2-r1||110000|236|||Library and CLI tools for XZ and LZMA compressed files (libraries)
json-c|0.17-r0||33000|76|||JSON implementation in C
bind-tools|9.18.37-r0||180000|460|bind-libs||The ISC DNS tools
libmd|1.1.0-r0||22000|56|||Message Digest functions from BSD systems
libbsd|0.12.2-r0||38000|88|libmd||commonly-used BSD functions not implemented by all libcs
netcat-openbsd|1.226-r0||22000|52|libbsd||TCP/IP swiss army knife. OpenBSD variant
tcpdump|4.99.4-r1||420000|1200|libpcap||Tool for network monitoring and data acquisition
libpcap|1.10.4-r1||120000|256|||System-independent interface for user-level packet capture
strace|6.9-r0||420000|1600|||Diagnostic, debugging and instructional userspace tracer
lsof|4.99.3-r1||70000|164|||LiSt Open Files
zip|3.0-r12||170000|440|unzip||Creates PKZIP-compatible .zip files
unzip|6.0-r14||140000|328|||Extract PKZIP-compatible .zip files
tar|1.35-r2||230000|540|||Utility used to store, backup, and transport files
xz|5.6.2-r1||90000|160|xz-libs||Library and CLI tools for XZ and LZMA compressed files
file|5.45-r1||14000|36|libmagic||File type identification utility
libmagic|5.45-r1||390000|8300|||File type identification library
openssl|3.3.5-r0||340000|720|||Toolkit for Transport Layer Security (TLS)
openssh-client|9.7_p1-r5||700000|2100|||OpenBSD's SSH client
rsync|3.4.0-r0||230000|440|zstd-libs||A file transfer program to keep remote files in sync
sudo|1.9.15_p5-r0||700000|1900|||Give certain users the ability to run some commands as root
shadow|4.15.1-r0||120000|400|||Login and user management tools
su-exec|0.2-r3||5700|28|||switch user and group id, setgroups and exec
tini|0.19.0-r3||9500|40|||A tiny but valid init for containers
dumb-init|1.2.5-r3||8000|36|||minimal init system for Linux containers
tzdata|2025b-r0||440000|1600|||Timezone data
libintl|0.22.5-r0||21000|56|||GNU gettext runtime library
gettext-envsubst|0.22.5-r0||23000|60|libintl||GNU gettext utility to substitute environment variables
gettext|0.22.5-r0||1300000|3300|gettext-envsubst||GNU locale utilities
util-linux|2.40.1-r1||6000|24|||Random collection of Linux utilities
coreutils|9.5-r2||500000|1200|||The basic file, shell and text manipulation utilities
findutils|4.9.0-r5||230000|540|||GNU utilities for finding files
grep|3.11-r0||150000|340|pcre2||Searches input files for lines containing a match to a specified pattern
sed|4.9-r2||110000|220|||GNU stream editor
gawk|5.3.0-r1||390000|1000|readline||GNU awk pattern-matching language
make|4.4.1-r2||160000|300|||GNU make utility to maintain groups of programs
patch|2.7.6-r10||65000|170|||Utility to apply diffs to files
gmp|6.3.0-r1||160000|428|||Free library for arbitrary precision arithmetic
isl26|0.26-r1||700000|1700|gmp||An Integer Set Library for the Polyhedral Model
mpfr4|4.2.1-r0||230000|520|gmp||multiple-precision floating-point library
mpc1|1.3.1-r1||52000|116|gmp,mpfr4||Multiprecision C library
libgcc|13.2.1_git20240309-r1||57000|136|||GNU C compiler runtime libraries
libgomp|13.2.1_git20240309-r1||130000|280|||GCC shared-memory parallel programming API library
libatomic|13.2.1_git20240309-r1||9000|40|||GCC Atomic library
libstdc++|13.2.1_git20240309-r1||870000|2600|libgcc||GNU C++ standard runtime library
jansson|2.14-r4||28000|68|||lightweight JSON library
binutils|2.42-r1||2600000|9900|jansson,zstd-libs||Tools necessary to build programs
gcc|13.2.1_git20240309-r1||49000000|141000|binutils,libatomic,libgomp,libstdc++,isl26,mpc1,mpfr4||The GNU Compiler Collection
g++|13.2.1_git20240309-r1||15000000|48000|gcc,musl-dev,libstdc++-dev||GNU C++ standard library and compiler
libstdc++-dev|13.2.1_git20240309-r1||3000000|19000|||GNU C++ standard runtime library (development files)
musl-dev|1.2.5-r1||2200000|11000|||the musl c library (libc) implementation (development files)
libc-dev|0.7.2-r5||1500|4|musl-dev||Meta package to pull in correct libc
fortify-headers|1.1-r5||8400|68|||standalone fortify source implementation
build-base|0.5-r3||1300|4|binutils,file,fortify-headers,g++,gcc,libc-dev,make,patch||Meta package for build base
linux-headers|6.6-r0||1500000|6600|||Linux system headers
libffi|3.4.6-r0||23000|56|||Portable, high level programming interface to various calling conventions
libffi-dev|3.4.6-r0||20000|48|libffi||Portable, high level programming interface (development files)
openssl-dev|3.3.5-r0||400000|2500|||Toolkit for Transport Layer Security (TLS) (development files)
libbz2|1.0.8-r6||33000|72|||Shared library for bz2
gdbm|1.23-r1||90000|200|||GNU dbm is a set of database routines that use extensible hashing
mpdecimal|4.0.0-r0||90000|204|||Complete implementation of the General Decimal Arithmetic Specification
libpanelw|6.4_p20240420-r2||6000|16|libncursesw||Console display library (libpanelw)
sqlite-libs|3.45.3-r2||570000|1200|||Sqlite3 library
sqlite|3.45.3-r2||460000|1000|readline,sqlite-libs||C library that implements an SQL database engine
python3-pyc|3.12.12-r0||20000|4|||Meta package to pull in the pyc files
python3|3.12.12-r0||8000000|27000|gdbm,libbz2,libexpat,libffi,libpanelw,mpdecimal,readline,sqlite-libs,xz-libs||High-level scripting language
py3-setuptools|70.3.0-r0||600000|2700|python3||Collection of enhancements to the Python3 distutils
py3-pip|24.0-r2||1800000|8400|py3-setuptools,python3||Tool for installing and managing Python packages
python3-dev|3.12.12-r0||4500000|19000|python3||High-level scripting language (development files)
ada-libs|2.7.8-r0||180000|400|||WHATWG-compliant and fast URL parser (libraries)
icu-libs|74.2-r0||1200000|2900|||International Components for Unicode library (libraries)
nodejs|20.15.1-r0||13000000|52000|ada-libs,brotli-libs,c-ares,icu-libs,libgcc,libstdc++,nghttp2-libs,libuv||JavaScript runtime built on V8 engine - LTS version
npm|10.9.1-r0||1800000|8500|nodejs||The package manager for JavaScript
nginx|1.26.3-r0||550000|1300|pcre2||HTTP and reverse proxy server (stable version)
libpq|16.10-r0||130000|308|||PostgreSQL client library
lz4-libs|1.9.4-r5||57000|128|||Extremely Fast Compression algorithm (libraries)
postgresql-common|1.2-r1||2500|20|||Common files for PostgreSQL packages
postgresql16-client|16.10-r0||1400000|3400|libpq,lz4-libs,postgresql-common,readline,zstd-libs||PostgreSQL client
postgresql-dev|0-r0||1300|4|libpq||Meta package of PostgreSQL's development files
redis|7.2.10-r0||1100000|2900|||Advanced key-value store
mariadb-common|10.11.14-r0||30000|440|||MariaDB common files for both server and client
mariadb-client|10.11.14-r0||2400000|21000|mariadb-common,libncursesw,libstdc++||MariaDB client
supervisor|4.2.5-r5||330000|2100|python3||A system for controlling process state under UNIX
docker-cli|26.1.5-r0||16000000|37000|ca-certificates||Docker CLI`;
