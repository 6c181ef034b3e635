/** First key of the advisory locks that open runs hold; the second is the run's id. 'BILL' in ASCII. */
export const RUN_LOCK_CLASS = 0x42_49_4c_4c;
