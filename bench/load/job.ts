/** What the load process is started with: where everything is. */
export interface LoadSettings {
  apiUrl: string;
  apiPort: number;
  apiKey: string;
  agentPort: number;
  accountSid: string;
  authToken: string;
  ourNumber: string;
  windowMs: number;
  temporalAddress: string;
  floorPort: number;
}

/** Texts that are to be offered to one of the three sides, in order, as fast as `atOnce` allows. */
export interface Job {
  side: 'parley' | 'bare' | 'floor';
  /** For each text the one it is from: a phone, or the bare engine's workflow. */
  from: string[];
  /** What all of them say. */
  body: string;
  atOnce: number;
  /** When a text makes room for the next: when it was taken, or when its exchange ended. */
  until: 'taken' | 'answered';
}

export interface JobResult {
  /** When the first text was offered; milliseconds since 1970. */
  firstAt: number;
  /** From the first text offered to the last one taken. */
  seconds: number;
  /** How long each text took to be taken, in milliseconds. */
  latenciesMs: number[];
  /** Texts that were not taken or not answered, and the first reason. */
  failures: number;
  firstFailure: string | null;
}

/** A turn that reached the agent. */
export interface Asked {
  phone: string;
  /** How long after the window's end; below zero it came too early. */
  lateMs: number;
}
