"""`lab train` and `lab train-all`: the loop around a stage.

train.py configs.py                 one stage, resumable; its settings from lab/configs
ladder.py ranks.py                  all stages of a run, each as soon as it can; several GPUs
moving_average.py recorded.py       averaged weights; a step as one CUDA graph
curves.py commit.py                 what is logged; which code it was
"""
