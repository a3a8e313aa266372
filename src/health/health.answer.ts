import { ApiProperty } from '@nestjs/swagger';

const part = {
  type: 'object' as const,
  properties: {
    status: { type: 'string' as const, enum: ['up', 'down'] },
    responseTime: { type: 'number' as const, description: 'Milliseconds that the part took.' },
    message: {
      type: 'string' as const,
      description: 'Why it is down: `timeout…`, `unreachable`, `http_401`, an error code, `failed`.',
    },
    cachedResponse: { type: 'boolean' as const, description: 'Asked within the last second.' },
  },
  required: ['status'],
  additionalProperties: true,
};

/** The answer of Terminus. */
export class HealthAnswer {
  @ApiProperty({ enum: ['ok', 'error', 'shutting_down'], example: 'ok' })
  status!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: part,
    description: 'Parts that work.',
    example: { redis: { status: 'up', responseTime: 1 } },
  })
  info!: object;

  @ApiProperty({ type: 'object', additionalProperties: part, description: 'Parts that do not.', example: {} })
  error!: object;

  @ApiProperty({
    type: 'object',
    additionalProperties: part,
    description: 'All parts.',
    example: { redis: { status: 'up', responseTime: 1 } },
  })
  details!: object;
}
