import { type HealthCheck, HealthProbe } from '../../src/health/health-probe.js';
import { StaffPicks } from './staff-picks.source.js';

@HealthProbe({ name: 'staff_picks', on: ['health'] })
export class StaffPicksProbe implements HealthCheck {
  constructor(private readonly picks: StaffPicks) {}

  check(): Promise<{ picks: number }> {
    const picks = this.picks.videoIds.length;
    return picks > 0 ? Promise.resolve({ picks }) : Promise.reject(new Error('nothing picked'));
  }
}
