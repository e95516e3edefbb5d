mkdir -p c/lessons/01-one c/exercises c/solutions
echo '{ "title": "One", "summary": "s" }' >c/lessons/01-one/lesson.json
echo '# One' >c/lessons/01-one/lesson.md
socklings --course c list
echo '{ "title": "One", "sumary": "s" }' >c/lessons/01-one/lesson.json
socklings --course c list
socklings --course c lint
printf '{ "title": "One",\n "summary": }' >c/lessons/01-one/lesson.json
socklings --course c list
socklings --course nowhere list
