import { Injectable } from '@nestjs/common';

/** Whether this process still wants requests. */
@Injectable()
export class Availability {
  #shuttingDown = false;

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  /** From now on `/health/ready` says no, and answers close their connections. */
  shutDown(): void {
    this.#shuttingDown = true;
  }
}
