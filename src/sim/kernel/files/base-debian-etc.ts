// The configuration files of a host's base system: Debian 12's own texts, for a cloud image with a user `debian`.
// Leaves out services and protocols nobody asks for by name.

/** Debian's package sources, on hosts and in images. */
export const aptSources =
	'deb http://deb.debian.org/debian bookworm main\ndeb http://deb.debian.org/debian bookworm-updates main\ndeb http://deb.debian.org/debian-security bookworm-security main\n';

const users: readonly (readonly [name: string, uid: number, gid: number, comment: string, home: string, shell: string])[] = [
	['root', 0, 0, 'root', '/root', '/bin/bash'],
	['daemon', 1, 1, 'daemon', '/usr/sbin', '/usr/sbin/nologin'],
	['bin', 2, 2, 'bin', '/bin', '/usr/sbin/nologin'],
	['sys', 3, 3, 'sys', '/dev', '/usr/sbin/nologin'],
	['sync', 4, 65534, 'sync', '/bin', '/bin/sync'],
	['games', 5, 60, 'games', '/usr/games', '/usr/sbin/nologin'],
	['man', 6, 12, 'man', '/var/cache/man', '/usr/sbin/nologin'],
	['lp', 7, 7, 'lp', '/var/spool/lpd', '/usr/sbin/nologin'],
	['mail', 8, 8, 'mail', '/var/mail', '/usr/sbin/nologin'],
	['news', 9, 9, 'news', '/var/spool/news', '/usr/sbin/nologin'],
	['uucp', 10, 10, 'uucp', '/var/spool/uucp', '/usr/sbin/nologin'],
	['proxy', 13, 13, 'proxy', '/bin', '/usr/sbin/nologin'],
	['www-data', 33, 33, 'www-data', '/var/www', '/usr/sbin/nologin'],
	['backup', 34, 34, 'backup', '/var/backups', '/usr/sbin/nologin'],
	['list', 38, 38, 'Mailing List Manager', '/var/list', '/usr/sbin/nologin'],
	['irc', 39, 39, 'ircd', '/run/ircd', '/usr/sbin/nologin'],
	['_apt', 42, 65534, '', '/nonexistent', '/usr/sbin/nologin'],
	['nobody', 65534, 65534, 'nobody', '/nonexistent', '/usr/sbin/nologin'],
	['systemd-network', 998, 998, 'systemd Network Management', '/', '/usr/sbin/nologin'],
	['messagebus', 100, 107, '', '/nonexistent', '/usr/sbin/nologin'],
	['sshd', 101, 65534, '', '/run/sshd', '/usr/sbin/nologin'],
	['debian', 1000, 1000, 'Debian', '/home/debian', '/bin/bash']
];
const groups =
	'root:0: daemon:1: bin:2: sys:3: adm:4:debian tty:5: disk:6: lp:7: mail:8: news:9: uucp:10: man:12: proxy:13: kmem:15: dialout:20:debian fax:21: voice:22: ' +
	'cdrom:24:debian floppy:25:debian tape:26: sudo:27:debian audio:29:debian dip:30:debian www-data:33: backup:34: operator:37: list:38: irc:39: src:40: shadow:42: ' +
	'utmp:43: video:44:debian sasl:45: plugdev:46:debian staff:50: games:60: users:100: nogroup:65534: systemd-journal:999: systemd-network:998: input:101: sgx:102: ' +
	'kvm:103: render:104: netdev:105:debian crontab:106: messagebus:107: _ssh:108: docker:109:debian debian:1000:';

const services =
	'tcpmux=1/tcp echo=7/tcp echo=7/udp discard=9/tcp discard=9/udp systat=11/tcp daytime=13/tcp daytime=13/udp qotd=17/tcp chargen=19/tcp chargen=19/udp ftp-data=20/tcp ftp=21/tcp ' +
	'ssh=22/tcp telnet=23/tcp smtp=25/tcp time=37/tcp time=37/udp whois=43/tcp domain=53/tcp domain=53/udp bootps=67/udp bootpc=68/udp tftp=69/udp gopher=70/tcp finger=79/tcp http=80/tcp ' +
	'kerberos=88/tcp kerberos=88/udp pop3=110/tcp sunrpc=111/tcp sunrpc=111/udp auth=113/tcp nntp=119/tcp ntp=123/udp netbios-ns=137/udp netbios-ssn=139/tcp imap2=143/tcp snmp=161/tcp ' +
	'snmp=161/udp snmp-trap=162/udp bgp=179/tcp irc=194/tcp ldap=389/tcp ldap=389/udp https=443/tcp https=443/udp microsoft-ds=445/tcp submissions=465/tcp isakmp=500/udp exec=512/tcp ' +
	'login=513/tcp shell=514/tcp syslog=514/udp printer=515/tcp submission=587/tcp ipp=631/tcp ldaps=636/tcp rsync=873/tcp ftps=990/tcp imaps=993/tcp pop3s=995/tcp socks=1080/tcp ' +
	'openvpn=1194/tcp openvpn=1194/udp ms-sql-s=1433/tcp nfs=2049/tcp nfs=2049/udp mysql=3306/tcp ms-wbt-server=3389/tcp svn=3690/tcp epmd=4369/tcp sip=5060/tcp sip=5060/udp ' +
	'xmpp-client=5222/tcp mdns=5353/udp postgresql=5432/tcp amqp=5672/tcp x11=6000/tcp redis=6379/tcp http-alt=8080/tcp http-alt=8080/udp bacula-dir=9101/tcp git=9418/tcp zabbix-agent=10050/tcp';

const protocols =
	'ip=0=IP icmp=1=ICMP igmp=2=IGMP ipencap=4=IP-ENCAP tcp=6=TCP egp=8=EGP udp=17=UDP ipv6=41=IPv6 gre=47=GRE esp=50=IPSEC-ESP ah=51=IPSEC-AH ipv6-icmp=58=IPv6-ICMP ospf=89=OSPFIGP sctp=132=SCTP';

/** A word and the tabs that bring the next to a column. */
const column = (word: string, to: number): string => word + '	'.repeat(Math.max(1, Math.ceil((to - word.length) / 8)));

const bashrc = `# ~/.bashrc: executed by bash(1) for non-login shells.

# Note: PS1 and umask are already set in /etc/profile. You should not
# need this unless you want different defaults for root.
# PS1='\${debian_chroot:+($debian_chroot)}\\h:\\w\\$ '
# umask 022

# You may uncomment the following lines if you want \`ls' to be colorized:
# export LS_OPTIONS='--color=auto'
# eval "$(dircolors)"
# alias ls='ls $LS_OPTIONS'
# alias ll='ls $LS_OPTIONS -l'
# alias l='ls $LS_OPTIONS -lA'
#
# Some more alias to avoid making mistakes:
# alias rm='rm -i'
# alias cp='cp -i'
# alias mv='mv -i'
`;
const rootProfile = `# ~/.profile: executed by Bourne-compatible login shells.

if [ "$BASH" ]; then
  if [ -f ~/.bashrc ]; then
    . ~/.bashrc
  fi
fi

mesg n 2> /dev/null || true
`;
const userProfile = `# ~/.profile: executed by the command interpreter for login shells.

# if running bash
if [ -n "$BASH_VERSION" ]; then
    # include .bashrc if it exists
    if [ -f "$HOME/.bashrc" ]; then
	. "$HOME/.bashrc"
    fi
fi

# set PATH so it includes user's private bin if it exists
if [ -d "$HOME/bin" ] ; then
    PATH="$HOME/bin:$PATH"
fi
`;
const userBashrc = `# ~/.bashrc: executed by bash(1) for non-login shells.

# If not running interactively, don't do anything
case $- in
    *i*) ;;
      *) return;;
esac

HISTCONTROL=ignoreboth
shopt -s histappend
HISTSIZE=1000
HISTFILESIZE=2000
shopt -s checkwinsize

PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '

alias ls='ls --color=auto'
`;
const profile = `# /etc/profile: system-wide .profile file for the Bourne shell (sh(1))
# and Bourne compatible shells (bash(1), ksh(1), ash(1), ...).

if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
else
  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
fi
export PATH

if [ "\${PS1-}" ]; then
  if [ "\${BASH-}" ] && [ "$BASH" != "/bin/sh" ]; then
    # The file bash.bashrc already sets the default PS1.
    # PS1='\\h:\\w\\$ '
    if [ -f /etc/bash.bashrc ]; then
      . /etc/bash.bashrc
    fi
  else
    if [ "$(id -u)" -eq 0 ]; then
      PS1='# '
    else
      PS1='$ '
    fi
  fi
fi

if [ -d /etc/profile.d ]; then
  for i in /etc/profile.d/*.sh; do
    if [ -r $i ]; then
      . $i
    fi
  done
  unset i
fi
`;
const bashBashrc = `# System-wide .bashrc file for interactive bash(1) shells.

# To enable the settings / commands in this file for login shells as well,
# this file has to be sourced in /etc/profile.

# If not running interactively, don't do anything
[ -z "\${PS1-}" ] && return

# check the window size after each command and, if necessary,
# update the values of LINES and COLUMNS.
shopt -s checkwinsize

# set variable identifying the chroot you work in (used in the prompt below)
if [ -z "\${debian_chroot:-}" ] && [ -r /etc/debian_chroot ]; then
    debian_chroot=$(cat /etc/debian_chroot)
fi

# set a fancy prompt (non-color, overwrite the one in /etc/profile)
PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '
`;
const osRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;
const motd = `
The programs included with the Debian GNU/Linux system are free software;
the exact distribution terms for each program are described in the
individual files in /usr/share/doc/*/copyright.

Debian GNU/Linux comes with ABSOLUTELY NO WARRANTY, to the extent
permitted by applicable law.
`;

const passwd = users.map(([name, uid, gid, comment, home, shell]) => `${name}:x:${uid}:${gid}:${comment}:${home}:${shell}\n`).join('');
const groupLines = groups.split(' ').map((g) => g.split(':'));

/** Paths below / and their texts. */
export const configuration: Readonly<Record<string, string>> = {
	'etc/passwd': passwd,
	'etc/group': groupLines.map(([name, gid, members]) => `${name}:x:${gid}:${members}\n`).join(''),
	'etc/hostname': 'localhost\n',
	'etc/hosts': '127.0.0.1\tlocalhost\n::1\t\tlocalhost ip6-localhost ip6-loopback\nff02::1\t\tip6-allnodes\nff02::2\t\tip6-allrouters\n',
	'etc/host.conf': 'multi on\n',
	'etc/networks': 'default\t\t0.0.0.0\nloopback\t127.0.0.0\nlink-local\t169.254.0.0\n',
	'etc/resolv.conf': '',
	'usr/lib/os-release': osRelease,
	'etc/debian_version': '12.10\n',
	'etc/issue': 'Debian GNU/Linux 12 \\n \\l\n\n',
	'etc/issue.net': 'Debian GNU/Linux 12\n',
	'etc/motd': motd,
	'etc/timezone': 'Etc/UTC\n',
	'etc/machine-id': 'b08dfa6083e7567a1921a715000001fb\n',
	'etc/nsswitch.conf':
		"# /etc/nsswitch.conf\n#\n# Example configuration of GNU Name Service Switch functionality.\n# If you have the `glibc-doc-reference' and `info' packages installed, try:\n" +
		'# `info libc "Name Service Switch"\' for information about this file.\n\npasswd:         files systemd\ngroup:          files systemd\nshadow:         files\ngshadow:        files\n\n' +
		'hosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\nethers:         db files\nrpc:            db files\n\nnetgroup:       nis\n',
	'etc/fstab':
		'# /etc/fstab: static file system information\nUUID=1d24f3c6-8aa1-4b7f-9a6e-3f4dbd0b8e55 / ext4 rw,discard,errors=remount-ro,x-systemd.growfs 0 1\n',
	'etc/profile': profile,
	'etc/bash.bashrc': bashBashrc,
	'etc/environment': '',
	'etc/shells': '# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n/bin/dash\n/usr/bin/dash\n',
	'etc/services': services
		.split(' ')
		.map((s) => s.split('='))
		.map(([name = '', port = '']) => `${column(name, 16)}${port}\n`)
		.join(''),
	'etc/protocols': protocols
		.split(' ')
		.map((p) => p.split('='))
		.map(([name = '', number = '', alias = '']) => `${column(name, 8)}${number}\t${alias}\n`)
		.join(''),
	'etc/login.defs':
		'MAIL_DIR        /var/mail\nFAILLOG_ENAB\t\tyes\nLOG_UNKFAIL_ENAB\tno\nSYSLOG_SU_ENAB\t\tyes\nENV_SUPATH\tPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n' +
		'ENV_PATH\tPATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games\nTTYGROUP\ttty\nTTYPERM\t\t0600\nUMASK\t\t022\nHOME_MODE\t0700\nPASS_MAX_DAYS\t99999\nPASS_MIN_DAYS\t0\n' +
		'PASS_WARN_AGE\t7\nUID_MIN\t\t\t 1000\nUID_MAX\t\t\t60000\nGID_MIN\t\t\t 1000\nGID_MAX\t\t\t60000\nLOGIN_RETRIES\t\t5\nLOGIN_TIMEOUT\t\t60\nUSERGROUPS_ENAB yes\nENCRYPT_METHOD SHA512\n',
	'etc/adduser.conf': "# /etc/adduser.conf: `adduser' configuration.\n",
	'etc/ld.so.conf': 'include /etc/ld.so.conf.d/*.conf\n\n',
	'etc/ld.so.conf.d/libc.conf': '# libc default configuration\n/usr/local/lib\n',
	'etc/ld.so.conf.d/x86_64-linux-gnu.conf': '# Multiarch support\n/usr/local/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu\n/usr/lib/x86_64-linux-gnu\n',
	'etc/sysctl.conf':
		'#\n# /etc/sysctl.conf - Configuration file for setting system variables\n# See /etc/sysctl.d/ for additional system variables.\n# See sysctl.conf (5) for information.\n#\n',
	'etc/sudoers.d/90-cloud-init-users': 'debian ALL=(ALL) NOPASSWD:ALL\n',
	'etc/apt/sources.list': aptSources,
	'etc/skel/.bashrc': userBashrc,
	'etc/skel/.profile': userProfile,
	'root/.bashrc': bashrc,
	'root/.profile': rootProfile
};

/** Texts with an owner or mode of their own: [mode, uid, gid, text]. */
export const guarded: Readonly<Record<string, readonly [mode: number, uid: number, gid: number, text: string]>> = {
	'etc/shadow': [0o640, 0, 42, users.map(([name]) => `${name}:${name === 'root' || name === 'debian' ? '!' : '*'}:20168:0:99999:7:::\n`).join('')],
	'etc/gshadow': [0o640, 0, 42, groupLines.map(([name, , members]) => `${name}:*::${members}\n`).join('')],
	'etc/sudoers': [
		0o440,
		0,
		0,
		'Defaults\tenv_reset\nDefaults\tmail_badpass\nDefaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n'
	],
	'home/debian/.bashrc': [0o644, 1000, 1000, userBashrc],
	'home/debian/.profile': [0o644, 1000, 1000, userProfile],
	'home/debian/.bash_logout': [0o644, 1000, 1000, '# ~/.bash_logout: executed by bash(1) when login shell exits.\n'],
	'var/log/btmp': [0o660, 0, 43, ''],
	'var/log/wtmp': [0o664, 0, 43, ''],
	'var/log/lastlog': [0o664, 0, 43, '']
};
