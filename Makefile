# Two commands: `make run` starts the bot, `make test` checks everything. Both work on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# What the tests need besides Python: each name is a Debian package.
DEBIAN := redis-server fonts-wqy-microhei poppler-utils

.PHONY: help run chat test check debian bench drill format

help:
	@echo 'make run     启动：有 Telegram 令牌就上 Telegram，没有就在这个终端里聊'
	@echo 'make chat    在这个终端里聊'
	@echo 'make test    全部检查：写法、类型、楼层、流程，再跑测试'
	@echo 'make check   上面那些，不跑测试'
	@echo 'make format  把 Python 写法理整齐'
	@echo 'make bench   测启动、一轮对话、单子、占号各有多快'
	@echo 'make drill   演练：200 人同时抢 50 个号，边办边断线、杀进程，看有没有约重、约丢（十来分钟）'
	@echo '第一次运行会先准备环境。Python 不叫 python3 的，这样写：make run PYTHON=python3.12'

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo '要 Python 3.11 或更新的，$(PYTHON) 不是。装好后指给它：make run PYTHON=python3.12'; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo '少 Debian 软件包 python3-venv。请用 root 运行：apt-get install python3-venv'; exit 2; }
	@echo '正在准备环境，第一次要一两分钟…'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(PIP) --editable .
	@touch $@

.venv/.installed-test: .venv/.installed
	@echo '正在准备测试工具，第一次要一两分钟…'
	@$(PIP) --editable '.[test]'
	@touch $@

run: .venv/.installed
	@$(BIN)/guide run

chat: .venv/.installed
	@trap : INT; $(BIN)/guide chat || test $$? = 130

debian:
	@missing=; for package in $(DEBIAN); do \
	  dpkg-query --show --showformat='$${Status}' $$package 2>/dev/null | grep -q ' installed$$' || missing="$$missing $$package"; \
	done; \
	test -z "$$missing" && exit 0; \
	test "$$(id -u)" = 0 || { echo "测试还缺 Debian 软件包，请用 root 运行：apt-get install$$missing"; exit 2; }; \
	echo "正在安装测试要用的软件包：$$missing"; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null \
	  || { echo "没有装上。请手动装好这些 Debian 软件包：$$missing"; exit 2; }

check: .venv/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/guide lint
	$(BIN)/guide fmt --check

test: debian check
	$(BIN)/pytest --quiet --numprocesses auto --dist worksteal

bench: debian .venv/.installed-test
	$(BIN)/python -m tests.bench.start
	$(BIN)/python -m tests.bench.turn
	$(BIN)/python -m tests.bench.sheet
	$(BIN)/python -m tests.bench.holds

drill: debian .venv/.installed-test
	$(BIN)/python -m tests.drill

format: .venv/.installed-test
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
