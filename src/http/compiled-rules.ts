import { getMetadataStorage, ValidationTypes } from 'class-validator';

type Check = (body: object) => boolean;

/** A class with validation rules, and what a request to it is held to. */
export interface CompiledRules {
  /** The fields that have rules. */
  readonly fields: ReadonlySet<string>;
  /**
   * Whether a body keeps every rule. `false` also where a rule is of a kind that is not looked through here:
   * class-validator itself decides then, and says what is wrong.
   */
  readonly kept: Check;
}

/**
 * Looks a class's rules up once: class-validator gathers them anew for every object, which costs a request more than
 * checking them.
 */
export function compileRules(Body: new () => object): CompiledRules {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(Body, '', false, false);
  const checks = [...new Set(rules.map(({ propertyName }) => propertyName))].map((field): Check => {
    const own = rules.filter(({ propertyName }) => propertyName === field);
    const conditions: ((body: object, value: unknown) => boolean)[] = [];
    const validators: ((value: unknown) => unknown)[] = [];
    for (const rule of own) {
      if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION) {
        conditions.push(rule.constraints[0] as (body: object, value: unknown) => boolean);
        continue;
      }
      const constraints = storage.getTargetValidatorConstraints(rule.constraintCls);
      const plain =
        rule.type === ValidationTypes.CUSTOM_VALIDATION && !rule.each && rule.validateIf === undefined;
      if (!plain || constraints.some(({ async }) => async)) return () => false;
      for (const { instance } of constraints) validators.push((value) => instance.validate(value));
    }
    return (body) => {
      const value = body[field as keyof object] as unknown;
      if (!conditions.every((applies) => applies(body, value))) return true;
      return validators.every((valid) => valid(value) === true);
    };
  });
  return {
    fields: new Set(rules.map(({ propertyName }) => propertyName)),
    kept: (body) => checks.every((check) => check(body)),
  };
}
