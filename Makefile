# The targets are the interface: quiet on success, loud on failure. `make help` lists them.
SHELL := /bin/bash
BIN := node_modules/.bin
export NPM_CONFIG_LOGLEVEL ?= error

# The lab of `make run` and `make demo`: POLICY=mutual authenticates the client and uses TLS 1.3.
POLICY ?= basic
LAB_CONFIG_basic := attls.yaml
LAB_CONFIG_mutual := examples/ims-connect/attls-mutual.yaml
LAB_CONFIG := $(LAB_CONFIG_$(POLICY))

SOURCES := $(shell find src -name '*.ts')

# NODE=24 runs tests, attls and all tools on that major version of Node, out of the npm package that ships the binary.
# It lies outside the dependency tree; package.json knows nothing of it.
# Only from the command line: npm run sets a variable of that name.
ifeq ($(origin NODE),command line)
NODE_BINARY := var/node$(NODE)/node_modules/node/bin/node
export PATH := $(CURDIR)/$(dir $(NODE_BINARY)):$(PATH)
endif

var/node%/node_modules/node/bin/node:
	@mkdir -p var/node$* && npm install --prefix var/node$* --no-save --no-fund --no-audit node@$* >/dev/null 2>&1; \
	$@ --version >/dev/null || { echo 'the npm package node@$* did not bring $@'; exit 1; }

.PHONY: help install grammar build check lint test behaviour interop bench run demo schema docs fuzz clean ci
.DEFAULT_GOAL := help

help:
	@echo 'make run      build and run the IMS lab until Ctrl-C'
	@echo 'make demo     the same, ends by itself: exit code 0 when the exchange succeeded (POLICY=mutual: client authentication)'
	@echo 'make build    compile to dist/'
	@echo 'make test     build, type-check, lint, all tests'
	@echo 'make test NODE=24, make behaviour NODE=24: the same on another Node, fetched as an npm package'
	@echo 'make check    build and type-check    make lint    format and lint rules'
	@echo 'make behaviour, make interop          only those tests'
	@echo 'make native   compile the native engine   make test-engines   behaviour and interop on each engine'
	@echo 'make docs     write attls.schema.json and the generated pages in docs/'
	@echo 'make fuzz     the long form of the parser fuzzing'
	@echo 'make bench    beside stunnel, haproxy, nginx and hitch; ARGS=--help for its options'
	@echo 'make ci       what CI runs'
	@echo 'make clean    remove what was built (var/ with the lab database stays)'

install: node_modules/.installed

node_modules/.installed: package.json package-lock.json .npmrc .taprc
	@npm ci --no-fund --no-audit >/dev/null
	@$(BIN)/tap build >/dev/null
	@touch $@

grammar: src/policy/grammar.js

src/policy/grammar.js: src/policy/grammar.peggy node_modules/.installed
	@$(BIN)/peggy --format es --dts -o $@ $<

build: dist/.built

dist/.built: node_modules/.installed tsconfig.build.json src/policy/grammar.js $(SOURCES)
	@rm -rf dist && $(BIN)/tsc -p tsconfig.build.json
	@cp src/policy/grammar.js dist/policy/
	@touch $@

check: build
	@$(BIN)/tsc -p .

lint: build
	@$(BIN)/biome check --error-on-warnings >/dev/null 2>&1 || { $(BIN)/biome check --error-on-warnings; exit 1; }
	@$(BIN)/oxlint --quiet src test >/dev/null 2>&1 || { $(BIN)/oxlint src test; exit 1; }

# The terse reporter says nothing of skipped tests; each says why it was.
tap = $(BIN)/tap --reporter=terse $(1); status=$$?; \
  grep -rhoE '[^ ].* \# SKIP .*' .tap/test-results | sed -E 's/^ok [0-9]+ - //; s/ \# SKIP /: skipped, /'; exit $$status

test: $(NODE_BINARY) check lint native-if-possible
	@$(call tap,)

# The native engine (docs/engines.md). Headers of the very Node that runs, or else what node-gyp downloads.
NODE_PREFIX := $(shell node -p "require('node:path').resolve(process.execPath, '../..')")
NODE_GYP = node $(shell npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js
NODE_HEADERS := $(if $(wildcard $(NODE_PREFIX)/include/node/node_api.h),--nodedir=$(NODE_PREFIX))
NATIVE := native/build/Release/attls.node
NATIVE_SOURCES := $(wildcard native/src/*.cc native/src/*.h) native/binding.gyp

.PHONY: native native-if-possible prebuild test-engines

native: $(NATIVE)

$(NATIVE): $(NATIVE_SOURCES)
	@cd native && $(NODE_GYP) rebuild $(NODE_HEADERS) --silent >build.log 2>&1 || { cat build.log; rm -f build.log; exit 1; }
	@rm -f native/build.log

# Tests of the native engine are skipped, and say so, where nothing can build it.
native-if-possible:
	@if command -v g++ >/dev/null && [ -n '$(NODE_HEADERS)' ]; then $(MAKE) --no-print-directory native; \
	else echo 'the native engine is not built: no C++ compiler or no headers of Node'; fi

# What the npm package carries for machines without a compiler.
prebuild: native
	@mkdir -p prebuilds/linux-$$(node -p process.arch)
	@strip -o prebuilds/linux-$$(node -p process.arch)/attls.node $(NATIVE)

# The suites of the native engine on a build that watches memory, threads or undefined behaviour, and on one whose
# system calls fail or fall short now and then. Each replaces the binary and removes it afterwards.
NATIVE_TESTS := $(wildcard test/engine/native/*.test.ts)
NATIVE_CXX = g++ -std=c++17 -g -O1 -fPIC -shared -fno-exceptions -fno-rtti -fno-omit-frame-pointer -Wall -Wextra \
  -DNODE_GYP_MODULE_NAME=attls -DBUILDING_NODE_EXTENSION -I$(NODE_PREFIX)/include/node native/src/*.cc -o $(NATIVE)
# Node itself leaves much behind at exit, and its own frames are not ours to judge.
ASAN_OPTIONS := detect_leaks=0:detect_stack_use_after_return=0:halt_on_error=1:abort_on_error=1
UBSAN_OPTIONS := halt_on_error=1:print_stacktrace=1

.PHONY: test-native-asan test-native-faults test-native-leaks

test-native-asan: build
	@mkdir -p $(dir $(NATIVE)) && $(NATIVE_CXX) -fsanitize=address,undefined -fno-sanitize=vptr
	@trap 'rm -f $(NATIVE)' EXIT; for test in $(NATIVE_TESTS); do echo $$test; \
	  LD_PRELOAD=$$(gcc -print-file-name=libasan.so):$$(gcc -print-file-name=libubsan.so) \
	  ASAN_OPTIONS=$(ASAN_OPTIONS) UBSAN_OPTIONS=$(UBSAN_OPTIONS) \
	  node --import=tsx $$test >native/build/asan.log 2>&1 || { cat native/build/asan.log; exit 1; }; done

test-native-faults: build
	@mkdir -p $(dir $(NATIVE)) && $(NATIVE_CXX) -DATTLS_FAULTS
	@trap 'rm -f $(NATIVE)' EXIT; node --import=tsx test/native/faults.ts

test-native-leaks: build native
	@node --expose-gc --import=tsx test/native/leaks.ts

# Need clang, clang-tidy and libssl-dev.
.PHONY: lint-native fuzz-native
FUZZ_SECONDS ?= 60

lint-native:
	@cd native && clang-tidy --quiet src/*.cc -- -std=c++17 -I$(NODE_PREFIX)/include/node \
	  -DBUILDING_NODE_EXTENSION -DNODE_GYP_MODULE_NAME=attls 2>/dev/null

fuzz-native:
	@mkdir -p native/build && clang++ -std=c++17 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize=vptr \
	  native/fuzz/tls_bytes.cc native/src/tls_session.cc native/src/context.cc -lssl -lcrypto -o native/build/fuzz
	@cd native/build && ./fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=4096 >fuzz.log 2>&1 || { tail -50 fuzz.log; exit 1; }

# What attls does as a whole, once on each engine.
test-engines: check native
	@for engine in portable native; do echo "engine: $$engine"; \
	  ATTLS_TEST_ENGINE=$$engine $(BIN)/tap --reporter=terse test/behaviour/*.test.ts test/interop/*.test.ts || exit 1; done

behaviour: $(NODE_BINARY) check
	@$(call tap,test/behaviour/*.test.ts)

interop: $(NODE_BINARY) check
	@$(call tap,test/interop/*.test.ts)

# Beside the peers on one pinned core (docs/performance.md): make bench ARGS='--set full --runs 5'
bench: build
	@case '$(ARGS)' in *node24*) $(MAKE) -s var/node24/node_modules/node/bin/node;; esac
	@bench/bench.sh run.ts $(ARGS)

# The key rings of the lab, made once from the RACF jobs; remove var/racf to make them anew.
var/racf: | build
	@mkdir -p var
	@bin/attls racf --database var/racf.new certs/*.racf >var/racf.log 2>&1 || { cat var/racf.log; rm -rf var/racf.new; exit 1; }
	@mv var/racf.new var/racf

# Written from the tables in the code; tests fail when they are out of date.
schema: build
	@node --import=tsx -e "import('./src/config/json-schema.ts').then((m) => process.stdout.write(m.jsonSchemaText()))" >attls.schema.json

docs: schema
	@node --import=tsx -e "Promise.all([import('./src/record/messages-page.ts'), import('./src/engine/return-codes.ts')]).then(([p, c]) => process.stdout.write(p.messagesPage(c.knownReturnCodes())))" >docs/messages.md
	@node --import=tsx src/cli/policy-docs.ts docs

# 100,000 inputs for each parser; make test runs a short form.
fuzz: build
	@node --import=tsx test/fuzz/policy.ts 100000

run: build var/racf lab-config
	@node examples/ims-connect/lab.mjs --config $(LAB_CONFIG)

demo: build var/racf lab-config
	@node examples/ims-connect/lab.mjs --once --config $(LAB_CONFIG)

.PHONY: lab-config
lab-config:
	@test -n '$(LAB_CONFIG)' || { echo 'POLICY=$(POLICY) is not one of: basic, mutual'; exit 1; }

ci:
	@.ci/run

clean:
	@rm -rf dist .tap native/build src/policy/grammar.js src/policy/grammar.d.ts
