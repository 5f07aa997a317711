// BusyBox's applets: which names lead to the one program, and where Alpine keeps them.

export const alpineApplets: Readonly<Record<string, string>> = {
	bin:
		'arch ash base64 bbconfig cat chattr chgrp chmod chown cp date dd df dmesg dnsdomainname dumpkmap echo ed egrep false fatattr fdflush fgrep fsync ' +
		'getopt grep gunzip gzip hostname ionice iostat ipcalc kbd_mode kill link linux32 linux64 ln login ls lsattr lzop makemime mkdir mknod mktemp more mount ' +
		'mountpoint mpstat mv netstat nice pidof ping ping6 pipe_progress printenv ps pwd reformime rev rm rmdir run-parts sed setpriv setserial sh sleep stat ' +
		'stty su sync tar touch true umount uname usleep watch zcat',
	sbin:
		'acpid adjtimex arp blkid blockdev depmod fbsplash fdisk findfs fsck fstrim getty halt hwclock ifconfig ifdown ifenslave ifup init inotifyd insmod ip ' +
		'ipaddr iplink ipneigh iproute iprule iptunnel klogd loadkmap logread losetup lsmod mdev mkdosfs mkfs.vfat mkswap modinfo modprobe nameif nologin ' +
		'pivot_root poweroff raidautorun reboot rmmod route setconsole slattach swapoff swapon switch_root sysctl syslogd tunctl udhcpc vconfig watchdog zcip',
	'usr/bin':
		'[ [[ awk basename bc beep blkdiscard bunzip2 bzcat bzip2 cal chvt cksum clear cmp comm cpio crontab cryptpw cut dc deallocvt diff dirname dos2unix du ' +
		'eject env expand expr factor fallocate find flock fold free fuser groups hd head hexdump hostid id install ipcrm ipcs killall last less logger lsof ' +
		'lsusb lzcat lzma lzopcat md5sum mesg microcom mkfifo mkpasswd nc nl nmeter nohup nproc nsenter nslookup od openvt passwd paste pgrep pkill pmap ' +
		'printf pscan pstree pwdx readlink realpath renice reset resize seq setkeycodes setsid sha1sum sha256sum sha3sum sha512sum showkey shred shuf sort ' +
		'split strings sum tac tail tee test time timeout top tr traceroute traceroute6 tree truncate tty ttysize udhcpc6 unexpand uniq unix2dos unlink unlzma ' +
		'unlzop unshare unxz unzip uptime uudecode uuencode vi vlock volname wc wget which who whoami whois xargs xxd xzcat yes',
	'usr/sbin':
		'add-shell addgroup adduser arping brctl chpasswd chroot crond delgroup deluser ether-wake fbset killall5 loadfont nanddump nandwrite nbd-client ntpd ' +
		'partprobe rdate rdev readahead remove-shell rfkill sendmail setfont setlogcons'
};

/** The official busybox image has every applet in /bin. */
export const busyboxApplets: readonly string[] = [
	...new Set([
		...Object.values(alpineApplets).flatMap((names) => names.split(' ')),
		...'adduser bootchartd chat chpst conspy cttyhack deluser devmem dhcprelay dpkg-deb envdir envuidgid expand fakeidentd fgconsole fsck.minix fsfreeze ftpd ftpget ftpput fstype getfattr hdparm httpd hush i2cdetect i2cdump i2cget i2cset i2ctransfer inetd linuxrc lpd lpq lpr man minips mkdosfs mke2fs mkfs.ext2 mkfs.minix mt nologin nslookup patch popmaildir powertop pstree rpm rpm2cpio rtcwake runlevel runsv runsvdir script scriptreplay setarch setfattr setuidgid smemcap softlimit ssl_client start-stop-daemon sulogin sv svc svlogd svok taskset tc tcpsvd telnet telnetd tftp tftpd ts tsort tune2fs ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udpsvd uevent users w wall xz'.split(
			' '
		)
	])
].sort((a, b) => (a < b ? -1 : 1));
