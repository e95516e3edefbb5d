socklings lint 2.1
