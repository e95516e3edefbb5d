socklings show 6.1
socklings show workspace/06-accept/1-greet.c | head -n 1
socklings show gret
socklings show nothing-like-it
