// Debian 12's packages that the simulated mirror has: name, version, flags (m: Multi-Arch same, a: all architectures), bytes of the archive,
// installed KiB, dependencies, recommendations, first words of the description. Facts of the distribution's own index, read with apt-cache on 2026-11-20.
// Leaves out every package that is in nobody's Dockerfile of a course, and versions of dependencies.

/** Installed in the slim image. */
export const debianBase = `adduser apt base-files base-passwd bash bsdutils coreutils dash debconf debian-archive-keyring debianutils diffutils dpkg e2fsprogs findutils gcc-12-base gpgv grep gzip hostname init-system-helpers libacl1 libapt-pkg6.0 libattr1 libaudit-common libaudit1 libblkid1 libbz2-1.0 libc-bin libc6 libcap-ng0 libcap2 libcom-err2 libcrypt1 libdb5.3 libdebconfclient0 libext2fs2 libffi8 libgcc-s1 libgcrypt20 libgmp10 libgnutls30 libgpg-error0 libhogweed6 libidn2-0 liblz4-1 liblzma5 libmd0 libmount1 libnettle8 libp11-kit0 libpam-modules libpam-modules-bin libpam-runtime libpam0g libpcre2-8-0 libseccomp2 libselinux1 libsemanage-common libsemanage2 libsepol2 libsmartcols1 libss2 libstdc++6 libsystemd0 libtasn1-6 libtinfo6 libudev1 libunistring2 libuuid1 libxxhash0 libzstd1 login logsave mawk mount ncurses-base ncurses-bin passwd perl-base sed sysvinit-utils tar tzdata usr-is-merged util-linux util-linux-extra zlib1g`;

/** A package a line. */
export const debianRows = `adduser|3.134|a|183272|686|||add and remove users and groups
apache2|2.4.71-1~deb12u1||237772|588|init-system-helpers,apache2-bin,apache2-data,apache2-utils,lsb-base,media-types,perl,procps||Apache HTTP Server
apache2-bin|2.4.71-1~deb12u1||1409916|5144|perl,libapr1,libaprutil1,libaprutil1-dbd-sqlite3,libaprutil1-ldap,libbrotli1,libc6,libcrypt1,libcurl4,libjansson4,libldap-2.5-0,liblua5.3-0,libnghttp2-14,libpcre2-8-0,libssl3,libxml2,zlib1g||Apache HTTP Server (modules and other binary files)
apache2-data|2.4.71-1~deb12u1|a|159880|847|||Apache HTTP Server (common files)
apache2-utils|2.4.71-1~deb12u1||223608|452|libapr1,libaprutil1,libc6,libcrypt1,libssl3||Apache HTTP Server (utility programs for web servers)
apt|2.6.2||1373116|4232|||commandline package manager
apt-transport-https|2.6.2|a|25604|35|apt||transitional package for https support
apt-utils|2.6.2||309596|1037|apt,libapt-pkg6.0,libc6,libdb5.3,libgcc-s1,libstdc++6||package management related utility programs
base-files|12.4+deb12u15||70936|341|||Debian base system miscellaneous files
base-passwd|3.6.1||59972|247|||Debian base system master password and group files
bash|5.2.15-2+b13||1490652|7164|||GNU Bourne Again SHell
bash-completion|1:2.11-6|a|233912|1463|||programmable completion for the bash shell
bind9-dnsutils|1:9.18.49-1~deb12u3||158488|501|bind9-host,bind9-libs,libc6,libedit2,libidn2-0,libjemalloc2,libkrb5-3,libprotobuf-c1||Clients provided with BIND 9
bind9-host|1:9.18.49-1~deb12u3||57620|147|bind9-libs,libc6,libidn2-0,libjemalloc2||DNS Lookup Utility
bind9-libs|1:9.18.49-1~deb12u3|m|1185996|3509|libuv1,libc6,libfstrm0,libgssapi-krb5-2,libjemalloc2,libjson-c5,libkrb5-3,liblmdb0,libmaxminddb0,libnghttp2-14,libprotobuf-c1,libssl3,libxml2,zlib1g||Shared Libraries used by BIND 9
binutils|2.40-2||64980|109|binutils-common,libbinutils,binutils-x86-64-linux-gnu||GNU assembler, linker and binary utilities
binutils-common|2.40-2|m|2486664|15021|||Common files for the GNU assembler, linker and binary utilit
binutils-x86-64-linux-gnu|2.40-2||2245848|11428|binutils-common,libbinutils,libc6,libctf-nobfd0,libctf0,libgcc-s1,libgprofng0,libjansson4,libstdc++6,libzstd1,zlib1g||GNU binary utilities, for x86-64-linux-gnu target
bsdextrautils|2.38.1-5+deb12u3||86968|337|libc6,libsmartcols1,libtinfo6||extra utilities from 4.4BSD-Lite
bsdutils|1:2.38.1-5+deb12u3||94412|355|||basic utilities from 4.4BSD-Lite
build-essential|12.9||7704|20|libc6-dev,gcc,g++,make,dpkg-dev||Informational list of build-essential packages
bzip2|1.0.8-5+b1||49804|121|libbz2-1.0,libc6||high-quality block-sorting file compressor - utilities
ca-certificates|20250419~deb12u2|a|160948|388|openssl,debconf||Common CA certificates
coreutils|9.1-1||2896560|18062|||GNU core utilities
cowsay|3.03+dfsg2-8|a|21372|92|libtext-charwidth-perl,perl||configurable talking cow
cpp|4:12.2.0-3||6836|30|cpp-12||GNU C preprocessor (cpp)
cpp-12|12.2.0-14+deb12u1||9767788|33848|gcc-12-base,libc6,libgmp10,libisl23,libmpc3,libmpfr6,libzstd1,zlib1g||GNU C preprocessor
cron|3.0pl1-162||73084|217|init-system-helpers,cron-daemon-common,libc6,libpam0g,libselinux1,sensible-utils,libpam-runtime||process scheduling daemon
cron-daemon-common|3.0pl1-162|a|12660|44|adduser||process scheduling daemon's configuration files
curl|7.88.1-10+deb12u15||315764|489|libc6,libcurl4,zlib1g||command line tool for transferring data with URL syntax
dash|0.5.12-2||91848|191|||POSIX-compliant shell
dbus|1.14.10-1~deb12u1||97360|182|init-system-helpers,dbus-bin,dbus-daemon,dbus-system-bus-common,libc6,libdbus-1-3,libexpat1,libsystemd0||simple interprocess messaging system (system message bus)
dbus-bin|1.14.10-1~deb12u1||105356|213|libc6,libdbus-1-3||simple interprocess messaging system (command line utilities
dbus-daemon|1.14.10-1~deb12u1||183656|375|dbus-bin,dbus-session-bus-common,libapparmor1,libaudit1,libc6,libcap-ng0,libdbus-1-3,libexpat1,libselinux1,libsystemd0||simple interprocess messaging system (reference message bus)
dbus-session-bus-common|1.14.10-1~deb12u1|a|78232|107|||simple interprocess messaging system (session bus configurat
dbus-system-bus-common|1.14.10-1~deb12u1|a|79344|119|adduser||simple interprocess messaging system (system bus configurati
debconf|1.5.82|a|121212|491|||Debian configuration management system
debian-archive-keyring|2023.3+deb12u2|a|178572|293|||GnuPG archive keys of the Debian archive
debianutils|5.7-0.5~deb12u1||102588|243|||Miscellaneous utilities specific to Debian
default-mysql-client|1.1.0|a|2852|9|mariadb-client||MySQL database client binaries (metapackage)
diffutils|1:3.8-4||351740|1598|||File comparison utilities
dirmngr|2.2.40-1.1+deb12u2||792544|1329|adduser,gpgconf,lsb-base,init-system-helpers,libassuan0,libc6,libgcrypt20,libgnutls30,libgpg-error0,libksba8,libldap-2.5-0,libnpth0|gnupg|GNU privacy guard - network certificate management service
distro-info-data|0.58+deb12u7|a|6584|19|||information about the distributions' releases (data files)
dmsetup|2:1.02.185-2||82040|246|libc6,libdevmapper1.02.1||Linux Kernel Device Mapper userspace library
dnsutils|1:9.18.49-1~deb12u3|a|14224|26|bind9-dnsutils||Transitional package for bind9-dnsutils
dpkg|1.21.23||1567804|6409|||Debian package management system
dpkg-dev|1.21.23|a|1354256|1728|perl,libdpkg-perl,tar,bzip2,xz-utils,patch,make,binutils||Debian package development tools
dumb-init|1.2.5-2||14052|37|libc6||wrapper script which proxies signals to a child
e2fsprogs|1.47.0-2+b2||571920|1497|||ext2/ext3/ext4 file system utilities
file|1:5.44-3||42472|79|libc6,libmagic1||Recognize the type of data in a file using "magic" numbers
findutils|4.9.0-4||635500|1746|||utilities for finding files--find, xargs
fortune-mod|1:1.99.1-7.3||38296|106|libc6,librecode0||provides fortune cookies on demand
g++|4:12.2.0-3||1356|14|cpp,gcc,g++-12,gcc-12||GNU C++ compiler
g++-12|12.2.0-14+deb12u1||10694076|36161|gcc-12-base,gcc-12,libstdc++-12-dev,libc6,libgmp10,libisl23,libmpc3,libmpfr6,libzstd1,zlib1g||GNU C++ compiler
gcc|4:12.2.0-3||5216|47|cpp,gcc-12|libc6-dev|GNU C compiler
gcc-12|12.2.0-14+deb12u1||19268852|68236|cpp-12,gcc-12-base,libcc1-0,binutils,libgcc-12-dev,libc6,libgcc-s1,libgmp10,libisl23,libmpc3,libmpfr6,libstdc++6,libzstd1,zlib1g||GNU C compiler
gcc-12-base|12.2.0-14+deb12u1|m|37596|100|||GCC, the GNU Compiler Collection (base package)
gettext-base|0.21-12||160164|645|libc6||GNU Internationalization utilities for the base system
gir1.2-glib-2.0|1.74.0-3|m|159432|719|libgirepository-1.0-1,libglib2.0-0||Introspection data for GLib, GObject, Gio and GModule
gir1.2-packagekitglib-1.0|1.2.6-5+deb12u1||26020|110|gir1.2-glib-2.0,libpackagekit-glib2-18||GObject introspection data for the PackageKit GLib library
git|1:2.39.5-0+deb12u3||7264380|44890|libc6,libcurl3-gnutls,libexpat1,libpcre2-8-0,zlib1g,perl,liberror-perl,git-man|ca-certificates,patch,less,openssh-client|fast, scalable, distributed revision control system
git-man|1:2.39.5-0+deb12u3|a|2053236|2107|||fast, scalable, distributed revision control system (manual 
gnupg|2.2.40-1.1+deb12u2|a|846132|886|dirmngr,gnupg-l10n,gnupg-utils,gpg,gpg-agent,gpg-wks-client,gpg-wks-server,gpgsm,gpgv||GNU privacy guard - a free PGP replacement
gnupg-l10n|2.2.40-1.1+deb12u2|a|1092644|4875|||GNU privacy guard - localization files
gnupg-utils|2.2.40-1.1+deb12u2||927232|1837|libassuan0,libbz2-1.0,libc6,libgcrypt20,libgpg-error0,libksba8,libreadline8,zlib1g||GNU privacy guard - utility programs
gosu|1.14-1+b10||766280|2185|||Simple Go-based setuid+setgid+setgroups+exec
gpg|2.2.40-1.1+deb12u2||949888|1582|gpgconf,libassuan0,libbz2-1.0,libc6,libgcrypt20,libgpg-error0,libreadline8,libsqlite3-0,zlib1g||GNU Privacy Guard -- minimalist public key operations
gpg-agent|2.2.40-1.1+deb12u2||694596|1349|gpgconf,pinentry-curses,init-system-helpers,libassuan0,libc6,libgcrypt20,libgpg-error0,libnpth0||GNU privacy guard - cryptographic agent
gpg-wks-client|2.2.40-1.1+deb12u2||540932|683|dirmngr,gpg,gpg-agent,libassuan0,libc6,libgcrypt20,libgpg-error0||GNU privacy guard - Web Key Service client
gpg-wks-server|2.2.40-1.1+deb12u2||531476|658|gpg,gpg-agent,libc6,libgcrypt20,libgpg-error0||GNU privacy guard - Web Key Service server
gpgconf|2.2.40-1.1+deb12u2||564852|804|libassuan0,libc6,libgcrypt20,libgpg-error0,libreadline8||GNU privacy guard - core configuration utilities
gpgsm|2.2.40-1.1+deb12u2||671420|993|gpgconf,libassuan0,libc6,libgcrypt20,libgpg-error0,libksba8,libreadline8||GNU privacy guard - S/MIME version
gpgv|2.2.40-1.1+deb12u2||648768|918|||GNU privacy guard - signature verification tool
grep|3.8-5||421444|1245|||GNU grep, egrep and fgrep
groff-base|1.22.4-10||915864|3673|libc6,libgcc-s1,libstdc++6,libuchardet0||GNU troff text-formatting system (base system components)
gzip|1.12-1||140364|252|||GNU compression utilities
hello|2.10-3||53080|277|libc6||example package based on GNU hello
hostname|3.23+nmu1||10500|46|||utility to set/show the host name or domain name
htop|3.2.2-2||152412|378|libc6,libncursesw6,libnl-3-200,libnl-genl-3-200,libtinfo6||interactive processes viewer
inetutils-telnet|2:2.4-2+deb12u3||120880|257|libc6,libcom-err2,libk5crypto3,libkrb5-3,libtinfo6,netbase||telnet client
init-system-helpers|1.65.2+deb12u1|a|39020|133|||helper tools for all init systems
iproute2|6.1.0-3||1045828|3516|debconf,libbpf1,libbsd0,libc6,libcap2,libdb5.3,libelf1,libmnl0,libselinux1,libtirpc3,libxtables12,libcap2-bin||networking and traffic control tools
iputils-ping|3:20221126-1+deb12u1||47172|121|libcap2-bin,libc6,libcap2,libidn2-0||Tools to test the reachability of network hosts
iso-codes|4.15.0-1|a|2906084|20086|||ISO language, territory, currency, script codes and their tr
jq|1.6-2.1+deb12u3||64432|111|libjq1,libc6||lightweight and flexible command-line JSON processor
less|590-2.1~deb12u2||132044|313|libc6,libtinfo6||pager program similar to more
libacl1|2.3.1-3|m|31488|73|||access control list - shared library
libapparmor1|3.0.8-3|m|41192|109|libc6||changehat AppArmor library
libappstream4|0.16.1-2+b1|m|198320|657|libc6,libcurl3-gnutls,libglib2.0-0,libstemmer0d,libsystemd0,libxml2,libxmlb2,libyaml-0-2||Library to access AppStream services
libapr1|1.7.2-3+deb12u1|m|102116|288|libc6,libuuid1||Apache Portable Runtime Library
libaprutil1|1.6.3-1+deb12u1|m|89048|284|libapr1,libc6,libcrypt1,libdb5.3,libexpat1,libgdbm6,libssl3||Apache Portable Runtime Utility Library
libaprutil1-dbd-sqlite3|1.6.3-1+deb12u1|m|14044|48|libaprutil1,libc6,libsqlite3-0||Apache Portable Runtime Utility Library - SQLite3 Driver
libaprutil1-ldap|1.6.3-1+deb12u1|m|12276|40|libaprutil1,libc6,libldap-2.5-0||Apache Portable Runtime Utility Library - LDAP Driver
libapt-pkg6.0|2.6.2|m|906972|3297|||package management runtime library
libargon2-1|0~20171227-0.3+deb12u1|m|19432|56|libc6||memory-hard hashing function - runtime library
libasan8|12.2.0-14+deb12u1|m|2192652|8017|gcc-12-base,libc6,libgcc-s1||AddressSanitizer -- a fast memory error detector
libassuan0|2.5.5-5|m|48464|117|libc6,libgpg-error0||IPC library for the GnuPG components
libatomic1|12.2.0-14+deb12u1|m|9376|45|gcc-12-base,libc6||support library providing __atomic built-in functions
libattr1|1:2.5.1-4|m|22164|59|||extended attribute handling - shared library
libaudit-common|1:3.0.9-1|a|10448|22|||Dynamic library for security auditing - common files
libaudit1|1:3.0.9-1|m|46764|150|||Dynamic library for security auditing
libbinutils|2.40-2|m|572104|2469|libc6,libzstd1,zlib1g,binutils-common||GNU binary utilities (private shared library)
libblkid1|2.38.1-5+deb12u3|m|147380|398|||block device ID library
libbpf1|1:1.1.2-0+deb12u1|m|145032|385|libc6,libelf1,zlib1g||eBPF helper library (shared library)
libbrotli1|1.0.9-2+deb12u1|m|274704|783|libc6||library implementing brotli encoder and decoder (shared libr
libbsd0|0.11.7-2|m|117416|202|libc6,libmd0||utility functions from BSD systems - shared library
libbz2-1.0|1.0.8-5+b1|m|47348|106|||high-quality block-sorting file compressor library - runtime
libc-bin|2.36-9+deb12u14||609144|2042|||GNU C Library: Binaries
libc-dev-bin|2.36-9+deb12u14||48056|94|libc6||GNU C Library: Development binaries
libc-l10n|2.36-9+deb12u14|a|676384|4350|||GNU C Library: localization files
libc6|2.36-9+deb12u14|m|2759320|13001|||GNU C Library: Shared libraries
libc6-dev|2.36-9+deb12u14|m|1903668|11975|libc6,libc-dev-bin,linux-libc-dev,libcrypt-dev,libnsl-dev,rpcsvc-proto||GNU C Library: Development Libraries and Header Files
libcap-ng0|0.8.3-1+b3|m|17068|65|||alternate POSIX capabilities library
libcap2|1:2.66-4+deb12u3+b1|m|27708|95|||POSIX 1003.1e capabilities (library)
libcap2-bin|1:2.66-4+deb12u3+b1||35220|133|libc6,libcap2||POSIX 1003.1e capabilities (utilities)
libcbor0.8|0.8.0-2+b1|m|27436|98|libc6||library for parsing and generating CBOR (RFC 7049)
libcc1-0|12.2.0-14+deb12u1|m|41736|136|gcc-12-base,libc6,libgcc-s1,libstdc++6||GCC cc1 plugin for GDB
libcom-err2|1.47.0-2+b2|m|20044|55|||common error description library
libconfig-inifiles-perl|3.000003-2+deb12u1|a|45984|123|||read .ini-style configuration files
libcrypt-dev|1:4.4.33-2|m|118144|341|libcrypt1||libcrypt development files
libcrypt1|1:4.4.33-2|m|89464|233|||libcrypt shared library
libcryptsetup12|2:2.6.1-4~deb12u2|m|223344|563|libargon2-1,libblkid1,libc6,libdevmapper1.02.1,libjson-c5,libssl3,libuuid1||disk encryption support - shared library
libctf-nobfd0|2.40-2|m|153384|301|libc6,zlib1g||Compact C Type Format library (runtime, no BFD dependency)
libctf0|2.40-2|m|89796|232|libbinutils,libc6,zlib1g||Compact C Type Format library (runtime, BFD dependency)
libcurl3-gnutls|7.88.1-10+deb12u15|m|386008|828|libbrotli1,libc6,libgnutls30,libgssapi-krb5-2,libidn2-0,libldap-2.5-0,libnettle8,libnghttp2-14,libpsl5,librtmp1,libssh2-1,libzstd1,zlib1g||easy-to-use client-side URL transfer library (GnuTLS flavour
libcurl4|7.88.1-10+deb12u15|m|392184|840|libbrotli1,libc6,libgssapi-krb5-2,libidn2-0,libldap-2.5-0,libnghttp2-14,libpsl5,librtmp1,libssh2-1,libssl3,libzstd1,zlib1g||easy-to-use client-side URL transfer library (OpenSSL flavou
libdb5.3|5.3.28+dfsg2-1|m|697412|1833|||Berkeley v5.3 Database Libraries [runtime]
libdbus-1-3|1.14.10-1~deb12u1|m|201240|468|libc6,libsystemd0||simple interprocess messaging system (library)
libdebconfclient0|0.270|m|9900|37|||Debian Configuration Management System (C-implementation lib
libdevmapper1.02.1|2:1.02.185-2|m|132796|474|libc6,libselinux1,libudev1,dmsetup||Linux Kernel Device Mapper userspace library
libdpkg-perl|1.21.23|a|603796|1987|perl,dpkg||Dpkg perl modules
libduktape207|2.7.0-2|m|133812|314|libc6||embeddable Javascript engine, library
libdw1|0.188-2.1|m|234760|713|libbz2-1.0,libc6,libelf1,liblzma5,zlib1g||library that provides access to the DWARF debug information
libedit2|3.1-20221030-2|m|92992|258|libbsd0,libc6,libtinfo6||BSD editline and history libraries
libelf1|0.188-2.1|m|173796|1036|libc6,zlib1g||library to read and write ELF files
liberror-perl|0.17029-2|a|29032|73|perl||Perl module for error/exception handling in an OO-ish way
libexpat1|2.5.0-1+deb12u5|m|107940|414|libc6||XML parsing C library - runtime library
libexpat1-dev|2.5.0-1+deb12u5|m|159408|845|libexpat1,libc6-dev||XML parsing C library - development kit
libext2fs2|1.47.0-2+b2|m|204900|535|||ext2/ext3/ext4 file system libraries
libfdisk1|2.38.1-5+deb12u3|m|193624|533|libblkid1,libc6,libuuid1||fdisk partitioning library
libffi-dev|3.4.4-1|m|59376|315|libffi8||Foreign Function Interface library (development files)
libffi8|3.4.4-1|m|22856|68|||Foreign Function Interface library runtime
libfido2-1|1.12.0-2+b1|m|77216|241|libc6,libcbor0.8,libssl3,libudev1,zlib1g||library for generating and verifying FIDO 2.0 objects
libfstrm0|0.6.1-1|m|21596|70|libc6||Frame Streams (fstrm) library
libgcc-12-dev|12.2.0-14+deb12u1|m|2437204|14284|gcc-12-base,libgcc-s1,libgomp1,libitm1,libatomic1,libasan8,liblsan0,libtsan2,libubsan1,libquadmath0||GCC support library (development files)
libgcc-s1|12.2.0-14+deb12u1|m|49856|140|||GCC support library
libgcrypt20|1.10.1-3+deb12u1|m|696204|1592|||LGPL Crypto library - runtime library
libgdbm-compat4|1.23-3|m|48156|70|libc6,libgdbm6||GNU dbm database routines (legacy support runtime version) 
libgdbm6|1.23-3|m|72248|129|libc6||GNU dbm database routines (runtime version) 
libgirepository-1.0-1|1.74.0-3|m|100664|295|libc6,libffi8,libglib2.0-0||Library for handling GObject introspection data (runtime lib
libglib2.0-0|2.74.6-2+deb12u9|m|1403216|4135|libc6,libffi8,libmount1,libpcre2-8-0,libselinux1,zlib1g||GLib library of C routines
libglib2.0-bin|2.74.6-2+deb12u9||112080|336|libglib2.0-data,libc6,libelf1,libglib2.0-0||Programs for the GLib library
libglib2.0-data|2.74.6-2+deb12u9|a|1211164|9406|||Common files for GLib library
libgmp10|2:6.2.1+dfsg1-1.1|m|562588|855|||Multiprecision arithmetic library
libgnutls30|3.7.9-2+deb12u7|m|1409084|3396|||GNU TLS library - main runtime library
libgomp1|12.2.0-14+deb12u1|m|115772|312|gcc-12-base,libc6||GCC OpenMP (GOMP) support library
libgpg-error0|1.46-1|m|76888|192|||GnuPG development runtime library
libgpm2|1.20.7-10+b1|m|14216|45|libc6||General Purpose Mouse - shared library
libgprofng0|2.40-2|m|812120|3958|libbinutils,libc6,libgcc-s1,libstdc++6,zlib1g||GNU Next Generation profiler (runtime library)
libgssapi-krb5-2|1.20.1-2+deb12u5|m|135168|425|libc6,libcom-err2,libk5crypto3,libkrb5-3,libkrb5support0||MIT Kerberos runtime libraries - krb5 GSS-API Mechanism
libgstreamer1.0-0|1.22.0-2+deb12u1|m|1169664|4418|libc6,libcap2,libdw1,libglib2.0-0,libunwind8,libcap2-bin||Core GStreamer libraries and elements
libhogweed6|3.8.1-2|m|327524|463|||low level cryptographic library (public-key cryptos)
libicu72|72.1-3+deb12u1|m|9376124|36170|libc6,libgcc-s1,libstdc++6||International Components for Unicode
libidn2-0|2.3.3-1+b1|m|123636|439|||Internationalized domain names (IDNA2008/TR46) library
libip4tc2|1.8.9-2|m|19016|66|libc6||netfilter libip4tc library
libisl23|0.25-1.1|m|683060|2302|libc6,libgmp10||manipulating sets and relations of integer points bounded by
libitm1|12.2.0-14+deb12u1|m|26140|115|gcc-12-base,libc6||GNU Transactional Memory Library
libjansson4|2.14-2|m|40788|101|libc6||C library for encoding, decoding and manipulating JSON data
libjemalloc2|5.3.0-1|m|275000|872|libc6,libgcc-s1,libstdc++6||general-purpose scalable concurrent malloc(3) implementation
libjq1|1.6-2.1+deb12u3|m|136460|366|libc6,libonig5||lightweight and flexible command-line JSON processor - share
libjs-jquery|3.6.1+dfsg+~3.5.14-1|a|326128|705|||JavaScript library for dynamic web applications
libjs-sphinxdoc|5.3.0-4|a|130384|184|libjs-jquery,libjs-underscore||JavaScript support for Sphinx documentation
libjs-underscore|1.13.4~dfsg+~1.11.4-3|a|115632|349|||JavaScript's functional programming helper library
libjson-c5|0.16-2|m|44120|109|libc6||JSON manipulation library - shared library
libk5crypto3|1.20.1-2+deb12u5|m|79712|261|libc6,libkrb5support0||MIT Kerberos runtime libraries - Crypto Library
libkeyutils1|1.6.3-2|m|8808|40|libc6||Linux Key Management Utilities (library)
libkmod2|30+20221128-1|m|57892|141|libc6,liblzma5,libssl3,libzstd1||libkmod shared library
libkrb5-3|1.20.1-2+deb12u5|m|332280|1077|libc6,libcom-err2,libk5crypto3,libkeyutils1,libkrb5support0,libssl3||MIT Kerberos runtime libraries
libkrb5support0|1.20.1-2+deb12u5|m|33212|134|libc6||MIT Kerberos runtime libraries - Support library
libksba8|1.6.3-2|m|128416|316|libc6,libgpg-error0||X.509 and CMS support library
libldap-2.5-0|2.5.13+dfsg-5|m|183248|553|libc6,libgnutls30,libsasl2-2||OpenLDAP libraries
liblmdb0|0.9.24-1|m|44996|104|libc6||Lightning Memory-Mapped Database shared library
liblsan0|12.2.0-14+deb12u1|m|969300|2942|gcc-12-base,libc6,libgcc-s1||LeakSanitizer -- a memory leak detector (runtime)
liblua5.3-0|5.3.6-2|m|122984|495|libc6,libstdc++6||Shared library for the Lua interpreter version 5.3
liblz4-1|1.9.4-1|m|62884|169|||Fast LZ compression algorithm library - runtime
liblzf1|3.6-3|m|10192|39|libc6||Very small data compression library
liblzma5|5.4.1-1+deb12u2|m|205796|333|||XZ-format compression library
libmagic-mgc|1:5.44-3||304888|8130|||File type determination library using "magic" numbers (compi
libmagic1|1:5.44-3|m|103752|232|libbz2-1.0,libc6,liblzma5,zlib1g,libmagic-mgc||Recognize the type of data in a file using "magic" numbers -
libmariadb3|1:10.11.19-0+deb12u1|m|179504|553|mariadb-common,libc6,libssl3,zlib1g||MariaDB database client library
libmaxminddb0|1.7.1-1|m|29812|76|libc6||IP geolocation database library
libmd0|1.0.4-2|m|29456|79|||message digest functions from BSD systems - shared library
libmnl0|1.0.4-3|m|12476|46|libc6||minimalistic Netlink communication library
libmount1|2.38.1-5+deb12u3|m|165732|454|||device mounting library
libmpc3|1.3.1-1|m|51480|149|libc6,libgmp10,libmpfr6||multiple precision complex floating-point library
libmpfr6|4.2.0-1|m|700900|1177|libc6,libgmp10||multiple precision floating-point computation
libncurses6|6.4-4|m|103136|335|libtinfo6,libc6||shared libraries for terminal handling
libncursesw6|6.4-4|m|133824|412|libtinfo6,libc6||shared libraries for terminal handling (wide character suppo
libnettle8|3.8.1-2|m|287764|520|||low level cryptographic library (symmetric and one-way crypt
libnghttp2-14|1.52.0-1+deb12u3|m|72404|220|libc6||library implementing HTTP/2 protocol (shared library)
libnl-3-200|3.7.0-0.2+b1|m|63124|182|libc6||library for dealing with netlink sockets
libnl-genl-3-200|3.7.0-0.2+b1|m|21600|58|libnl-3-200,libc6||library for dealing with netlink sockets - generic netlink
libnpth0|1.6-3|m|18980|50|libc6||replacement for GNU Pth using system threads
libnsl-dev|1.3.0-2|m|66436|345|libnsl2,libtirpc-dev||libnsl development files
libnsl2|1.3.0-2|m|39480|127|libc6,libtirpc3||Public client interface for NIS(YP) and NIS+
libonig5|6.9.8-1|m|187828|666|libc6||regular expressions library
libp11-kit0|0.24.1-2|m|345080|1408|||library for loading and coordinating access to PKCS#11 modul
libpackagekit-glib2-18|1.2.6-5+deb12u1|m|112892|448|libc6,libglib2.0-0||Library for accessing PackageKit using GLib
libpam-modules|1.5.2-6+deb12u2|m|291056|1031|||Pluggable Authentication Modules for PAM
libpam-modules-bin|1.5.2-6+deb12u2||75676|227|||Pluggable Authentication Modules for PAM - helper binaries
libpam-runtime|1.5.2-6+deb12u2|a|160936|876|||Runtime support for the PAM library
libpam-systemd|252.39-1~deb12u2|m|225520|532|libc6,libcap2,libpam0g,systemd,libpam-runtime,dbus,systemd-sysv||system and service manager - PAM module
libpam0g|1.5.2-6+deb12u2|m|92060|215|||Pluggable Authentication Modules library
libpcap0.8|1.10.3-1|m|156700|368|libc6,libdbus-1-3||system interface for user-level packet capture
libpcre2-8-0|10.42-1+deb12u2|m|261628|685|||New Perl Compatible Regular Expression Library- 8 bit runtim
libperl5.36|5.36.0-7+deb12u4|m|4207640|28875|libbz2-1.0,libc6,libcrypt1,libdb5.3,libgdbm-compat4,libgdbm6,zlib1g,perl-modules-5.36||shared Perl library
libpipeline1|1.5.7-1|m|38540|96|libc6||Unix process pipeline manipulation library
libpkgconf3|1.8.1-1|m|36084|101|libc6||shared library for pkgconf
libpolkit-agent-1-0|122-3|m|24444|70|libc6,libglib2.0-0,libpolkit-gobject-1-0||polkit Authentication Agent API
libpolkit-gobject-1-0|122-3|m|43912|148|libc6,libglib2.0-0,libsystemd0||polkit Authorization API
libpopt0|1.19+dfsg-1|m|43268|245|libc6||lib for parsing cmdline parameters
libpq-dev|15.20-0+deb12u1||156556|595|libpq5,libssl-dev||header files for libpq5 (PostgreSQL library)
libpq5|15.20-0+deb12u1|m|205248|906|libc6,libgssapi-krb5-2,libldap-2.5-0,libssl3||PostgreSQL C client library
libproc2-0|2:4.0.2-3|m|62804|232|libc6,libsystemd0||library for accessing process information from /proc
libprotobuf-c1|1.4.1-1+b1|m|27492|69|libc6||Protocol Buffers C shared library (protobuf-c)
libpsl5|0.21.2-1|m|58684|96|libidn2-0,libc6,libunistring2||Library for Public Suffix List (shared libraries)
libpython3-dev|3.11.2-1+b1|m|9572|37|libpython3.11-dev||header files and a static library for Python (default)
libpython3-stdlib|3.11.2-1+b1|m|9312|27|libpython3.11-stdlib||interactive high-level object-oriented language (default pyt
libpython3.11|3.11.2-6+deb12u9|m|1988800|7626|libpython3.11-stdlib,libc6,libexpat1,zlib1g||Shared Python runtime library (version 3.11)
libpython3.11-dev|3.11.2-6+deb12u9|m|4739284|25766|libpython3.11-stdlib,libpython3.11,libexpat1-dev,zlib1g-dev||Header files and a static library for Python (v3.11)
libpython3.11-minimal|3.11.2-6+deb12u9|m|820928|5232|libc6,libssl3||Minimal subset of the Python language (version 3.11)
libpython3.11-stdlib|3.11.2-6+deb12u9|m|1798408|8334|libpython3.11-minimal,media-types,libbz2-1.0,libc6,libcrypt1,libdb5.3,libffi8,liblzma5,libncursesw6,libnsl2,libreadline8,libsqlite3-0,libtinfo6,libtirpc3,libuuid1||Interactive high-level object-oriented language (standard li
libquadmath0|12.2.0-14+deb12u1|m|144616|292|gcc-12-base,libc6||GCC Quad-Precision Math Library
libreadline8|8.2-1.3|m|165760|475|readline-common,libc6,libtinfo6||GNU readline and history libraries, run-time libraries
librecode0|3.6-25|m|524312|1834|libc6||Shared library on which recode is based
librtmp1|2.4+20151223.gitfa8646d.1-2+b2|m|60824|146|libc6,libgmp10,libgnutls30,libhogweed6,libnettle8,zlib1g||toolkit for RTMP streams (shared library)
libsasl2-2|2.1.28+dfsg-10+deb12u1|m|59908|167|libsasl2-modules-db,libc6||Cyrus SASL - authentication abstraction library
libsasl2-modules-db|2.1.28+dfsg-10+deb12u1|m|20524|77|libc6,libdb5.3||Cyrus SASL - pluggable authentication modules (DB)
libseccomp2|2.5.4-1+deb12u1|m|46808|148|||high level interface to Linux seccomp filter
libselinux1|3.4-1+b6|m|73720|199|||SELinux runtime shared libraries
libsemanage-common|3.4-1|a|21632|37|||Common files for SELinux policy management libraries
libsemanage2|3.4-1+b5|m|89884|297|||SELinux policy management library
libsepol2|3.4-2.1|m|275900|775|||SELinux library for manipulating binary security policies
libsmartcols1|2.38.1-5+deb12u3|m|106776|289|||smart column output alignment library
libsodium23|1.0.18-1+deb12u1|m|162044|415|libc6||Network communication, cryptography and signaturing library
libsqlite3-0|3.40.1-2+deb12u2|m|838808|1682|libc6||SQLite 3 shared library
libss2|1.47.0-2+b2|m|24800|71|||command-line interface parsing library
libssh2-1|1.10.0-3+deb12u1|m|175976|353|libc6,libssl3,zlib1g||SSH2 client-side library
libssl-dev|3.0.22-1~deb12u2|m|2450160|12206|libssl3||Secure Sockets Layer toolkit - development files
libssl3|3.0.22-1~deb12u2|m|2039888|6042|libc6||Secure Sockets Layer toolkit - shared libraries
libstdc++-12-dev|12.2.0-14+deb12u1|m|2047292|19446|gcc-12-base,libgcc-12-dev,libstdc++6,libc6-dev||GNU Standard C++ Library v3 (development files)
libstdc++6|12.2.0-14+deb12u1|m|612604|2686|||GNU Standard C++ Library v3
libstemmer0d|2.2.0-2|m|118164|818|libc6||Snowball stemming algorithms for use in Information Retrieva
libsystemd-shared|252.39-1~deb12u2|m|1696184|5350|libacl1,libapparmor1,libaudit1,libblkid1,libc6,libcap2,libcrypt1,libgcrypt20,libip4tc2,libkmod2,liblz4-1,liblzma5,libmount1,libpam0g,libseccomp2,libselinux1,libssl3,libzstd1||systemd shared private library
libsystemd0|252.39-1~deb12u2|m|332372|909|||systemd utility library
libtasn1-6|4.19.0-2+deb12u1|m|48596|116|||Manage ASN.1 structures (runtime)
libtext-charwidth-perl|0.04-11|m|9496|41|libc6,perl-base||get display widths of characters on the terminal
libtinfo6|6.4-4|m|331352|541|||shared low-level terminfo library for terminal handling
libtirpc-common|1.3.3+ds-1|a|14048|35|||transport-independent RPC library - common files
libtirpc-dev|1.3.3+ds-1|m|191428|717|libtirpc3||transport-independent RPC library - development files
libtirpc3|1.3.3+ds-1|m|85192|226|libc6,libgssapi-krb5-2,libtirpc-common||transport-independent RPC library
libtsan2|12.2.0-14+deb12u1|m|2196972|7815|gcc-12-base,libc6,libgcc-s1||ThreadSanitizer -- a Valgrind-based detector of data races (
libubsan1|12.2.0-14+deb12u1|m|883056|2652|gcc-12-base,libc6,libgcc-s1,libstdc++6||UBSan -- undefined behaviour sanitizer (runtime)
libuchardet0|0.0.7-1|m|67816|208|libc6,libgcc-s1,libstdc++6||universal charset detection library - shared library
libudev1|252.39-1~deb12u2|m|108880|240|||libudev shared library
libunistring2|1.0-2|m|436708|1807|||Unicode string library for C
libunwind8|1.6.2-3|m|51172|196|libc6,liblzma5||library to determine the call-chain of a program - runtime
libuuid1|2.38.1-5+deb12u3|m|28784|79|||Universally Unique ID library
libuv1|1.44.2-1+deb12u1|m|135616|294|libc6||asynchronous event notification library - runtime library
libwrap0|7.6.q-32|m|54936|110|libc6,libnsl2||Wietse Venema's TCP wrappers library
libxml2|2.9.14+dfsg-1.3~deb12u6|m|688760|1867|libc6,libicu72,liblzma5,zlib1g||GNOME XML library
libxmlb2|0.3.22-1~deb12u1|m|61032|187|libc6,libglib2.0-0,liblzma5,libzstd1||Binary XML library
libxtables12|1.8.9-2|m|30752|101|libc6||netfilter xtables library
libxxhash0|0.8.1-1|m|27584|99|||shared library for xxhash
libyaml-0-2|0.2.5-1|m|53580|152|libc6||Fast YAML 1.1 parser and emitter library
libzstd1|1.5.4+dfsg2-5|m|290036|785|||fast lossless compression algorithm
linux-libc-dev|6.1.192-2|m|2457924|7191|||Linux support headers for userspace development
locales|2.36-9+deb12u14|a|3906316|15847|libc-bin,libc-l10n,debconf||GNU C Library: National Language (locale) data [support]
login|1:4.13+dfsg1-1+deb12u2||616084|2550|||system login tools
logsave|1.47.0-2+b2||19876|50|||save the output of a command in a log file
lsb-base|11.6|a|4584|12|sysvinit-utils||transitional package for Linux Standard Base init script fun
lsb-release|12.0-1|a|6416|17|||Linux Standard Base version reporting utility (minimal imple
lsof|4.95.0-1||318268|482|libc6,libselinux1,libtirpc3||utility to list open files
make|4.3-4.1||395632|1592|libc6||utility for directing compilation
man-db|2.11.2-2||1385848|2963|bsdextrautils,groff-base,debconf,libc6,libgdbm6,libpipeline1,libseccomp2,zlib1g||tools for reading manual pages
mariadb-client|1:10.11.19-0+deb12u1||2952092|62935|debianutils,libconfig-inifiles-perl,mariadb-client-core,perl,libc6,libgcc-s1,libssl3,libstdc++6,zlib1g||MariaDB database client binaries
mariadb-client-core|1:10.11.19-0+deb12u1||869892|14655|libmariadb3,mariadb-common,libc6,libedit2,libgcc-s1,libncurses6,libssl3,libstdc++6,libtinfo6,zlib1g||MariaDB database core client binaries
mariadb-common|1:10.11.19-0+deb12u1|a|27624|69|mysql-common||MariaDB common configuration files
mawk|1.3.4.20200120-3.1||119144|263|||Pattern scanning and text processing language
media-types|10.0.0|a|26136|92|||List of standard media types and their usual file extension
mount|2.38.1-5+deb12u3||134044|393|||tools for mounting and manipulating filesystems
mysql-common|5.8+1.1.0|a|6636|33|||MySQL database common files, e.g. /etc/mysql/my.cnf
nano|7.2-1+deb12u1||689556|2804|libc6,libncursesw6,libtinfo6||small, friendly text editor inspired by Pico
ncurses-base|6.4-4|a|261308|379|||basic terminal type definitions
ncurses-bin|6.4-4||421400|636|||terminal-related programs and man pages
net-tools|2.10-0.1+deb12u2||243404|978|libc6,libselinux1||NET-3 networking toolkit
netbase|6.4|a|12800|36|||Basic TCP/IP networking system
netcat-openbsd|1.219-1||41520|108|libbsd0,libc6||TCP/IP swiss army knife
nginx|1.22.1-9+deb12u10||531468|1335|libc6,libcrypt1,libpcre2-8-0,libssl3,zlib1g,iproute2,nginx-common||small, powerful, scalable web/proxy server
nginx-common|1.22.1-9+deb12u10|a|114932|332|debconf||small, powerful, scalable web/proxy server - common files
openssh-client|1:9.2p1-2+deb12u10||993532|5801|adduser,passwd,libc6,libedit2,libfido2-1,libgssapi-krb5-2,libselinux1,libssl3,zlib1g||secure shell (SSH) client, for secure access to remote machi
openssl|3.0.22-1~deb12u2||1441784|2315|libc6,libssl3||Secure Sockets Layer toolkit - cryptographic utility
packagekit|1.2.6-5+deb12u1||609620|2952|libglib2.0-bin,polkitd,init-system-helpers,libappstream4,libapt-pkg6.0,libc6,libgcc-s1,libglib2.0-0,libgstreamer1.0-0,libpackagekit-glib2-18,libpolkit-gobject-1-0,libsqlite3-0,libstdc++6,libsystemd0||Provides a package management service
passwd|1:4.13+dfsg1-1+deb12u2||972180|2827|||change and administer password and group data
patch|2.7.6-7||127848|248|libc6||Apply a diff file to an original
perl|5.36.0-7+deb12u4||239392|670|dpkg,perl-base,perl-modules-5.36,libperl5.36||Larry Wall's Practical Extraction and Report Language
perl-base|5.36.0-7+deb12u4||1609596|7643|||minimal Perl system
perl-modules-5.36|5.36.0-7+deb12u4|a|2817356|17821|dpkg,perl-base||Core Perl modules
pinentry-curses|1.2.1-1||77448|140|libassuan0,libc6,libgpg-error0,libncursesw6,libtinfo6||curses-based PIN or pass-phrase entry dialog for GnuPG
pkg-config|1.8.1-1|m|13688|29|pkgconf||manage compile and link flags for libraries (transitional pa
pkgconf|1.8.1-1|m|25892|65|pkgconf-bin||manage compile and link flags for libraries
pkgconf-bin|1.8.1-1||29472|81|libc6,libpkgconf3||manage compile and link flags for libraries (binaries)
polkitd|122-3||112024|470|adduser,dbus,libpam-systemd,xml-core,libc6,libduktape207,libexpat1,libglib2.0-0,libpam0g,libpolkit-agent-1-0,libpolkit-gobject-1-0,libsystemd0||framework for managing administrative policies and privilege
postgresql-client|15+248+deb12u2|a|10340|16|postgresql-client-15||front-end programs for PostgreSQL (supported version)
postgresql-client-15|15.20-0+deb12u1||1778868|8615|libpq5,postgresql-client-common,sensible-utils,libc6,liblz4-1,libreadline8,libssl3,libzstd1,zlib1g||front-end programs for PostgreSQL 15
postgresql-client-common|248+deb12u2|a|35284|130|netbase,perl||manager for multiple PostgreSQL client versions
procps|2:4.0.2-3||708712|2091|libc6,libncursesw6,libproc2-0,libtinfo6,init-system-helpers|psmisc|/proc file system utilities
psmisc|23.6-1||258696|909|libc6,libtinfo6||utilities that use the proc file system
python-apt-common|2.6.0|a|64296|527|||Python interface to libapt-pkg (locales)
python3|3.11.2-1+b1||26300|81|python3-minimal,python3.11,libpython3-stdlib||interactive high-level object-oriented language (default pyt
python3-apt|2.6.0||158528|685|python3,libapt-pkg6.0,libc6,libgcc-s1,libstdc++6,python-apt-common,distro-info-data||Python 3 interface to libapt-pkg
python3-blinker|1.5-1|a|14652|58|python3||Fast, simple object-to-object and broadcast signaling (Pytho
python3-cffi-backend|1.15.1-5+b1|m|84552|213|python3,libc6,libffi8||Foreign Function Interface for Python 3 calling C code - run
python3-cryptography|38.0.4-3+deb12u1||665368|2983|python3,python3-cffi-backend,libc6,libgcc-s1,libssl3||Python library exposing cryptographic recipes and primitives
python3-dbus|1.3.2-4+b1||95104|405|python3,libc6,libdbus-1-3,libglib2.0-0||simple interprocess messaging system (Python 3 interface)
python3-dev|3.11.2-1+b1||26180|155|python3,libpython3-dev,python3.11-dev,python3-distutils,libjs-sphinxdoc||header files and a static library for Python (default)
python3-distro|1.8.0-1|a|20520|83|lsb-release,python3||Linux OS platform information API
python3-distutils|3.11.2-3|a|130936|638|python3,python3-lib2to3||distutils package for Python 3.x
python3-gi|3.42.2-3+b1||219356|730|gir1.2-glib-2.0,python3,libc6,libffi8,libgirepository-1.0-1,libglib2.0-0||Python 3 bindings for gobject-introspection libraries
python3-httplib2|0.20.4-3+deb12u1|a|39032|141|ca-certificates,python3-pyparsing,python3||comprehensive HTTP client library written for Python3
python3-importlib-metadata|4.12.0-1|a|24892|79|python3-typing-extensions,python3-zipp,python3||library to access the metadata for a Python package - Python
python3-jwt|2.6.0-1+deb12u1|a|27080|103|python3||Python 3 implementation of JSON Web Token
python3-lazr.restfulclient|0.14.5-1|a|50428|178|python3-httplib2,python3-lazr.uri,python3-wadllib,python3-distro,python3-importlib-metadata,python3-oauthlib,python3-pkg-resources,python3-six,python3||client for lazr.restful-based web services (Python 3)
python3-lazr.uri|1.0.6-3|a|13688|73|python3-importlib-metadata,python3-pkg-resources,python3||library for parsing, manipulating, and generating URIs
python3-lib2to3|3.11.2-3|a|76284|365|python3||Interactive high-level object-oriented language (lib2to3)
python3-minimal|3.11.2-1+b1||26312|111|python3.11-minimal,dpkg||minimal subset of the Python language (default python3 versi
python3-more-itertools|8.10.0-2|a|53016|226|python3||library with routines for operating on iterables, beyond ite
python3-oauthlib|3.2.2-1|a|95416|562|python3,python3-blinker,python3-cryptography,python3-jwt||generic, spec-compliant implementation of OAuth for Python3
python3-pip|23.0.1+dfsg-1|a|1324972|6678|ca-certificates,python3-distutils,python3-setuptools,python3-wheel,python3|build-essential,python3-dev|Python package installer
python3-pip-whl|23.0.1+dfsg-1|a|1717296|1747|ca-certificates||Python package installer (pip wheel)
python3-pkg-resources|66.1.1-1+deb12u2|a|296604|1052|python3||Package Discovery and Resource Access using pkg_resources
python3-pyparsing|3.0.9-1|a|138444|453|python3||alternative to creating and executing simple grammars - Pyth
python3-setuptools|66.1.1-1+deb12u2|a|521580|2534|python3-pkg-resources,python3-distutils,python3||Python3 Distutils Enhancements
python3-setuptools-whl|66.1.1-1+deb12u2|a|1112076|1316|||Python Distutils Enhancements (wheel package)
python3-six|1.16.0-4|a|17516|63|python3||Python 2 and 3 compatibility library
python3-software-properties|0.99.30-4.1~deb12u1|a|32864|143|gpg,iso-codes,lsb-release,python3,python3-apt,python3-gi,python3-lazr.restfulclient||manage the repositories that you install software from
python3-typing-extensions|4.4.0-1|a|45180|229|python3||Backported and Experimental Type Hints for Python
python3-venv|3.11.2-1+b1||1200|6|python3.11-venv,python3,python3-distutils||venv module for python3 (default python3 version)
python3-wadllib|1.3.6-4|a|37196|363|python3-importlib-metadata,python3-lazr.uri,python3-pkg-resources,python3||Python 3 library for navigating WADL files
python3-wheel|0.38.4-2|a|30808|131|python3-distutils,python3||built-package format for Python
python3-zipp|1.0.0-6+deb12u1|a|7428|28|python3-more-itertools,python3||pathlib-compatible Zipfile object wrapper - Python 3.x
python3.11|3.11.2-6+deb12u9||575032|651|python3.11-minimal,libpython3.11-stdlib,media-types||Interactive high-level object-oriented language (version 3.1
python3.11-dev|3.11.2-6+deb12u9||619256|619|python3.11,libpython3.11-dev,libpython3.11||Header files and a static library for Python (v3.11)
python3.11-minimal|3.11.2-6+deb12u9||2054684|6743|libc6,libpython3.11-minimal,libexpat1,zlib1g||Minimal subset of the Python language (version 3.11)
python3.11-venv|3.11.2-6+deb12u9||5896|28|python3.11,python3-pip-whl,python3-setuptools-whl,python3-distutils||Interactive high-level object-oriented language (pyvenv bina
readline-common|8.2-1.3|a|68988|89|dpkg||GNU readline and history libraries, common files
redis-server|5:7.0.15-1~deb12u10||73908|183|init-system-helpers,lsb-base,redis-tools||Persistent key-value database with network interface
redis-tools|5:7.0.15-1~deb12u10||991988|5837|adduser,libatomic1,libc6,libjemalloc2,liblzf1,libssl3,libsystemd0||Persistent key-value database with network interface (client
rpcsvc-proto|1.4.3-1||63268|246|libc6||RPC protocol compiler and definitions
rsync|3.5.0+ds1-0+deb12u1||498456|937|init-system-helpers,libacl1,libc6,liblz4-1,libpopt0,libssl3,libxxhash0,libzstd1,zlib1g||fast, versatile, remote (and local) file-copying tool
sed|4.9-1+deb12u1||329092|987|||GNU stream editor for filtering/transforming text
sensible-utils|0.0.17+nmu1|a|19020|56|||Utilities for sensible alternative selection
sgml-base|1.31|a|15372|70|dpkg||SGML infrastructure and SGML catalog file support
socat|1.7.4.4-2||375188|1515|libc6,libssl3,libwrap0||multipurpose relay for bidirectional data transfer
software-properties-common|0.99.30-4.1~deb12u1|a|62100|450|ca-certificates,gir1.2-glib-2.0,gir1.2-packagekitglib-1.0,packagekit,python-apt-common,python3,python3-dbus,python3-gi,python3-software-properties||manage the repositories that you install software from (comm
sqlite3|3.40.1-2+deb12u2||353348|533|libc6,libreadline8,libsqlite3-0,zlib1g||Command line interface for SQLite 3
strace|6.1-0.1||1313880|2839|libc6,libunwind8||System call tracer
stress|1.0.7-1||21944|56|libc6||tool to impose load on and stress test a computer system
sudo|1.9.13p3-1+deb12u4||1890344|6055|init-system-helpers,libaudit1,libc6,libpam0g,libselinux1,zlib1g,libpam-modules||Provide limited super user privileges to specific users
supervisor|4.2.5-1|a|310800|1707|init-system-helpers,lsb-base,python3-pkg-resources,python3||System for controlling process state
systemd|252.39-1~deb12u2||3043940|9668|libblkid1,libc6,libcap2,libgcrypt20,liblz4-1,liblzma5,libmount1,libselinux1,libssl3,libzstd1,libacl1,libaudit1,libcryptsetup12,libfdisk1,libkmod2,libp11-kit0,libseccomp2,libsystemd-shared,libsystemd0,mount||system and service manager
systemd-sysv|252.39-1~deb12u2||42884|74|systemd||system and service manager - SysV compatibility symlinks
sysvinit-utils|3.06-4||30996|100|||System-V-like utilities
tar|1.34+dfsg-1.2+deb12u1||836288|3144|||GNU version of the tar archiving utility
tcpdump|4.99.3-1||466880|1332|adduser,libc6,libpcap0.8,libssl3||command-line network traffic analyzer
telnet|0.17+2.4-2+deb12u3|a|41896|54|inetutils-telnet||transitional dummy package for inetutils-telnet default swit
tini|0.19.0-1+b3||267204|731|libc6||tiny but valid init for containers
traceroute|1:2.1.2-1||51456|155|libc6||Traces the route taken by packets over an IPv4/IPv6 network
tree|2.1.0-1||52464|113|libc6||displays an indented directory tree, in color
tzdata|2026f-0+deb12u1|a|307832|2571|debconf||time zone and daylight-saving time data
unzip|6.0-28+deb12u1||166504|380|libbz2-1.0,libc6||De-archiver for .zip files
usr-is-merged|37~deb12u1|a|5616|13|||Transitional package to assert a merged-/usr system
util-linux|2.38.1-5+deb12u3||1177276|4978|||miscellaneous system utilities
util-linux-extra|2.38.1-5+deb12u3||110728|366|||interactive login tools
vim|2:9.0.1378-2+deb12u2||1567756|3650|vim-common,vim-runtime,libacl1,libc6,libgpm2,libselinux1,libsodium23,libtinfo6||Vi IMproved - enhanced vi editor
vim-common|2:9.0.1378-2+deb12u2|a|124836|245|||Vi IMproved - Common files
vim-runtime|2:9.0.1378-2+deb12u2|a|7026844|36406|||Vi IMproved - Runtime files
wget|1.21.3-1+deb12u1||937340|3521|libc6,libgnutls30,libidn2-0,libnettle8,libpcre2-8-0,libpsl5,libuuid1,zlib1g|ca-certificates|retrieves files from the web
xml-core|0.18+nmu1|a|23752|118|sed,sgml-base||XML infrastructure and XML catalog file support
xz-utils|5.4.1-1+deb12u2||471448|1226|libc6,liblzma5||XZ-format compression utilities
zip|3.0-13+deb12u1||230316|616|libbz2-1.0,libc6|unzip|Archiver for .zip files
zlib1g|1:1.2.13.dfsg-1|m|86684|168|||compression library - runtime
zlib1g-dev|1:1.2.13.dfsg-1|m|916272|1310|zlib1g,libc6-dev||compression library - development`;
