/** Ids that the examples of all operations share, so that one example leads to the next. */
export const exampleIds = {
  tenant: 'ten_01KAT7WQ0R6Y3B8M2C5D9E1F4G',
  key: 'key_01KAT7X2N4P7S9T1V3W5Y8Z0AB',
  clip: 'clip_01KAT7Y3M8Q9V4C2N6D5F1G0HJ',
  run: 'run_01KAT7ZB5R2W8X3E7T9K4M6P0S',
  cohort: 'run_01KAT81C9T4V6Y2D8S5N7Q3R1W',
  sample: 'run_01KAT7ZB5R2W8X3E7T9K4M6P0S-0',
  schedule: 'sch_01KAT82D0V5W7Z3E9T6P8R4S2X',
  firing: 'fir_01KAT83E1W6X8A4F0V7Q9S5T3Y',
  webhook: 'whk_01KAT84F2X7Y9B5G1W8R0T6V4Z',
  delivery: 'dlv_01KAT85G3Y8Z0C6H2X9S1V7W5A',
  export: 'exp_01KAT86H4Z9A1D7J3Y0T2W8X6B',
  fingerprint: '5b2c8f1f0f7c4f8d1c0f6a0b8f2c6a1d7e9b3c5d4f6a8b0c2d4e6f8a0b1c3d5e',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
} as const;
