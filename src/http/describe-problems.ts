import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';

import type { FieldError } from '../problems/problem.js';
import { PROBLEM_MEDIA_TYPE, type ProblemDocument } from '../problems/problem-document.js';
import { PROBLEMS, type ProblemCode } from '../problems/problem-registry.js';

class FieldErrorSchema implements FieldError {
  @ApiProperty({ description: 'The field; `body` for the body as a whole.', example: 'user_country' })
  field!: string;

  @ApiProperty({ description: 'Name of the rule.', example: 'country_code' })
  rule!: string;

  @ApiProperty({ description: 'The rule in words.', example: 'must be two letters' })
  message!: string;
}

/** Problem details (RFC 9457). */
class ProblemSchema implements ProblemDocument {
  @ApiProperty({ format: 'uri', example: 'urn:upnext:problem:invalid_body' })
  type!: string;

  @ApiProperty({ example: PROBLEMS.invalid_body.title })
  title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status!: number;

  @ApiProperty({ description: 'What went wrong this time.', example: 'user_country must be two letters' })
  detail!: string;

  @ApiProperty({ enum: Object.keys(PROBLEMS), enumName: 'ProblemCode', example: 'invalid_body' })
  code!: string;

  @ApiProperty({ type: [FieldErrorSchema], required: false })
  errors!: FieldErrorSchema[];

  @ApiProperty({ description: 'Also in `X-Request-Id` and in the log.', example: '0b6e…' })
  request_id!: string;
}

const REQUEST_ID_HEADER = {
  'X-Request-Id': { description: "The caller's, or a new one.", schema: { type: 'string' as const } },
};

/** Documents the problems that an operation answers with. */
export function DescribeProblems(...codes: readonly ProblemCode[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  return applyDecorators(
    ApiExtraModels(ProblemSchema, FieldErrorSchema),
    ...statuses.map((status) => {
      const here = codes.filter((code) => PROBLEMS[code].status === status);
      return ApiResponse({
        status,
        description: here
          .map((code) => `\`${code}\`: ${PROBLEMS[code].meaning} ${PROBLEMS[code].action}`)
          .join('\n\n'),
        headers: {
          ...REQUEST_ID_HEADER,
          ...(status === 503 && {
            'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } },
          }),
          ...(status === 405 && {
            Allow: { description: 'Methods of this path.', schema: { type: 'string' as const } },
          }),
        },
        content: {
          [PROBLEM_MEDIA_TYPE]: {
            schema: { $ref: getSchemaPath(ProblemSchema) },
            examples: Object.fromEntries(here.map((code) => [code, { value: example(code) }])),
          },
        },
      });
    }),
  );
}

function example(code: ProblemCode): ProblemDocument {
  const { status, title, meaning } = PROBLEMS[code];
  return { type: `urn:upnext:problem:${code}`, title, status, detail: meaning, code, request_id: 'req-7' };
}
