module cohook

go 1.19
