# Verbs only; the build itself is in meson.build. All results go to build/.
#
#   make                        builds the library, the servers and the tools
#   make serve DIR=… PORT=…     serves a folder on 127.0.0.1 (8080)
#   make test                   builds and runs everything that must pass
#   make install PREFIX=… DESTDIR=…
#   make asan tsan              the tests under sanitizers
#   make sim SEEDS=… FIRST=…    worlds of the simulator (docs/simulation.md)
#   make soak SECONDS=… CONNECTIONS=… SEED=…   everything at once, on each engine
#   make stress SECONDS=…       running counts, 64 threads on 8 ports, on each engine
#   make wine                   the conformance cases as a Windows program
#   make model                  every interleaving of the port's model
#   make bench bench-quick      figures against rivals; ONLY=echo,web… some of them,
#                               PUBLISH=docs/performance keeps page and plots there
#   make tidy                   format, names, sizes, layers, clang-tidy
#   make dist clean
PREFIX ?= /usr/local
PORT ?= 8080
SEEDS ?= 10000
FIRST ?= 1
SECONDS ?= 60
CONNECTIONS ?= 500
SEED ?= 1
ENGINES ?= uring epoll mixed
B = build/native

.PHONY: all serve test check install asan tsan sim soak stress wine model bench bench-quick tidy dist clean

all:
	@scripts/packages.sh build
	@scripts/configure.sh $(B) -Dprefix=$(PREFIX)
	@ninja -C $(B)

serve:
	@scripts/packages.sh build site
	@scripts/configure.sh $(B) -Dprefix=$(PREFIX)
	@ninja -C $(B) --quiet servers
	@scripts/serve.sh $(B) "$(DIR)" "$(PORT)"

test check:
	@scripts/packages.sh build site test wine model tidy
	@scripts/test.sh

install: all
	@DESTDIR="$(DESTDIR)" meson install -C $(B) --no-rebuild --quiet

asan tsan:
	@scripts/packages.sh build test
	@scripts/sanitize.sh $@

sim:
	@scripts/packages.sh build
	@scripts/configure.sh $(B) -Dprefix=$(PREFIX)
	@ninja -C $(B) --quiet sim
	@scripts/sim.sh $(B) "$(FIRST)" "$(SEEDS)"

soak:
	@scripts/packages.sh build
	@scripts/configure.sh $(B) -Dprefix=$(PREFIX)
	@ninja -C $(B) --quiet soak
	@scripts/soak.sh $(B) "$(SECONDS)" "$(CONNECTIONS)" "$(SEED)" $(ENGINES)

stress:
	@scripts/packages.sh build
	@scripts/configure.sh $(B) -Dprefix=$(PREFIX)
	@ninja -C $(B) --quiet linux-stress
	@scripts/stress.sh $(B) "$(SECONDS)" $(ENGINES)

wine:
	@scripts/packages.sh build wine
	@scripts/wine.sh

model:
	@scripts/packages.sh model
	@scripts/model.sh

bench bench-quick:
	@scripts/packages.sh build wine bench
	@scripts/configure.sh $(B) -Dprefix=$(PREFIX)
	@ninja -C $(B) --quiet openiocp-echo servers bench-programs
	@bench/run.sh $(if $(findstring quick,$@),--quick) $(if $(ONLY),--only $(ONLY)) $(if $(PUBLISH),--publish $(PUBLISH)) $(B)

tidy:
	@scripts/packages.sh build tidy
	@scripts/tidy.sh

dist:
	@git archive --format=tar.gz --prefix=openiocp-$$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)/ -o build/openiocp.tar.gz HEAD

clean:
	rm -rf build
