import { Feature, type ViewerContext, type ViewerFeature } from '../feature.js';

/** Hour of the request in UTC, 0..23. */
@Feature({
  name: 'hour_of_day',
  scope: 'context',
  kind: 'number',
  description: 'Hour of the request in UTC, a whole number, 0..23.',
})
export class HourOfDayFeature implements ViewerFeature {
  value({ now }: ViewerContext): number {
    return new Date(now).getUTCHours();
  }
}
