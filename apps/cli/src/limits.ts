/** Every maximum of the command line, by name. Above one it says what is known and ends, never a wait without end. */
export const LIMITS = {
  /** Rows that are carried together, and how many such groups are under way at once. */
  rowsAtOnce: 150,
  groupsAtOnce: 4,
  /** Questions about what is in the book already that are under way at once. */
  questionsAtOnce: 16,
  /** Seconds that one request waits for the ends of the processes that it started. */
  processSeconds: 30,
  /** How often a row is compared with the book and sent: once, and again when somebody else was quicker. */
  rounds: 3,
  /** How often a request is sent, milliseconds before the second time, and the most that this doubles to. */
  tries: 9,
  firstPause: 100,
  longestPause: 5_000,
  /** Milliseconds that a `Retry-After` is followed at most. */
  longestRetryAfter: 30_000,
  /** Milliseconds after which an unanswered request counts as lost; a question whether anybody is there, sooner. */
  request: 120_000,
  knock: 2_000,
  /** Milliseconds until a server started here must answer, and between looks whether it does. */
  start: 120_000,
  startLook: 20,
  /** Starts of a server whose folder somebody else holds, who is about to answer or to end; milliseconds between them. */
  starts: 10,
  startPause: 500,
  /** Milliseconds that a lost server is given to come back before one is started here, and between looks for it. */
  comeback: 3_000,
  comebackLook: 250,
  /** Milliseconds that a server started here may take to stop before it is ended hard. */
  stop: 35_000,
  /** Lines kept of what a server started here says. */
  serverLines: 40,
  /** Milliseconds that the rows and processes of the book may take to catch up, and between looks whether they have. */
  catchUp: 120_000,
  catchUpLook: 25,
  /** Lives of one number that are looked at. */
  lives: 100,
  /** Answers to one question that may be unfit before a dialogue ends. */
  answers: 5,
  /** Refused rows shown on the screen; the result file has them all. */
  shownRefusals: 10,
  /** Milliseconds between two lines of progress where there is no terminal to draw a bar on. */
  progressLine: 3_000,
} as const;
