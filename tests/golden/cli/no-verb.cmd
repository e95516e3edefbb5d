# a pipe gets sentences: the course, and what to do next
socklings
