socklings hint 1.1 --again
socklings hint 1.1
socklings hint 1.1
socklings hint 1.1 --again
