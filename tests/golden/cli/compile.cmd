printf 'int main(void)\n{\n\treturn x + undeclared_thing;\n}\n' >wrong.c
socklings check 1.1 --file wrong.c
