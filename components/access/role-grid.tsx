"use client";
import { Checkbox, Group, Stack, Text } from "@mantine/core";
import { roleName } from "@/components/access/role-name";
import { roles } from "@/lib/access/user-schema";

type Role = (typeof roles)[number];

/** Roles held per use case id. */
export type HeldRoles = Readonly<Record<string, readonly Role[]>>;

/** Which roles a person holds in which use case, to be ticked. */
export function RoleGrid(props: {
  useCases: readonly { id: string; name: string }[];
  value: HeldRoles;
  onChange: (value: HeldRoles) => void;
}) {
  const { useCases, value, onChange } = props;
  if (useCases.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        There is no use case yet. Define one, then give people roles in it.
      </Text>
    );
  }
  return (
    <Stack gap="md">
      {useCases.map((useCase) => (
        <Checkbox.Group
          key={useCase.id}
          label={useCase.name}
          value={[...(value[useCase.id] ?? [])]}
          onChange={(held) => onChange({ ...value, [useCase.id]: roles.filter((role) => held.includes(role)) })}
        >
          <Group mt={6} gap="md">
            {roles.map((role) => (
              <Checkbox key={role} value={role} label={roleName[role]} />
            ))}
          </Group>
        </Checkbox.Group>
      ))}
    </Stack>
  );
}
