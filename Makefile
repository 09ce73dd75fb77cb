# The targets are the interface: quiet on success, loud on failure.
SHELL := /bin/bash
BIN := node_modules/.bin
export NPM_CONFIG_LOGLEVEL ?= error

.PHONY: install grammar build check lint test clean

install: node_modules/.installed

node_modules/.installed: package.json package-lock.json .npmrc .taprc
	@npm ci --no-fund --no-audit >/dev/null
	@$(BIN)/tap build >/dev/null
	@touch $@

grammar: src/policy/grammar.js

src/policy/grammar.js: src/policy/grammar.peggy | install
	@$(BIN)/peggy --format es --dts -o $@ $<

build: dist/.built

dist/.built: node_modules/.installed tsconfig.build.json src/policy/grammar.js $(shell find src -name '*.ts' 2>/dev/null)
	@rm -rf dist && $(BIN)/tsc -p tsconfig.build.json
	@cp src/policy/grammar.js dist/policy/
	@touch $@

check: build
	@$(BIN)/tsc -p .

lint: install
	@$(BIN)/biome check --error-on-warnings src test >/dev/null || { $(BIN)/biome check src test; exit 1; }
	@$(BIN)/oxlint --quiet src test >/dev/null || { $(BIN)/oxlint src test; exit 1; }

test: check lint
	@$(BIN)/tap --reporter=terse

clean:
	@rm -rf dist .tap var src/policy/grammar.js src/policy/grammar.d.ts
