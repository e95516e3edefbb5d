socklings help
socklings check --help
socklings help serve
socklings --version
