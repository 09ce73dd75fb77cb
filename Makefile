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

test: $(NODE_BINARY) check lint
	@$(BIN)/tap --reporter=terse

behaviour: $(NODE_BINARY) check
	@$(BIN)/tap --reporter=terse test/behaviour/*.test.ts

interop: $(NODE_BINARY) check
	@$(BIN)/tap --reporter=terse test/interop/*.test.ts

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
	@rm -rf dist .tap src/policy/grammar.js src/policy/grammar.d.ts
