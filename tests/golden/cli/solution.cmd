socklings solution 2.1
socklings solution 2.1 --yes
