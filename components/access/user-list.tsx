"use client";
import { Badge, Button, Drawer, Group, Table, Text } from "@mantine/core";
import { useState } from "react";
import { EditUser } from "@/components/access/edit-user";
import { roleName } from "@/components/access/role-name";
import type { UserActions } from "@/components/access/user-actions";
import classes from "@/components/access/user-list.module.css";
import { ExactTime } from "@/components/ui/exact-time";
import type { UserView } from "@/lib/access/user-query";

interface UserListProps {
  users: readonly UserView[];
  useCases: readonly { id: string; name: string }[];
  ownId: string;
  actions: UserActions;
}

/** People with their roles; each can be opened and changed. */
export function UserList({ users, useCases, ownId, actions }: UserListProps) {
  const [openId, setOpenId] = useState<string | null>(null);
  const open = users.find((user) => user.id === openId);
  const nameOfUseCase = (id: string) => useCases.find((useCase) => useCase.id === id)?.name ?? "another use case";
  return (
    <>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th visibleFrom="sm">Roles</Table.Th>
            <Table.Th visibleFrom="sm">Signs in by</Table.Th>
            <Table.Th>
              <span className={classes.hidden}>Change</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <Table.Tr key={user.id}>
              <Table.Td className={classes.person}>
                <Group gap="xs">
                  <Text fw={550}>{user.name}</Text>
                  {user.id === ownId && (
                    <Badge color="gray" variant="light">
                      You
                    </Badge>
                  )}
                  {user.disabledAt !== null && user.erasedAt === null && (
                    <Badge color="gray" variant="outline">
                      Disabled
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed">
                  {user.erasedAt === null ? (
                    user.email
                  ) : (
                    <>
                      Erased on <ExactTime at={user.erasedAt} />
                    </>
                  )}
                </Text>
                <Text size="xs" mt={4} component="div" hiddenFrom="sm">
                  <Roles user={user} nameOfUseCase={nameOfUseCase} />
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <Roles user={user} nameOfUseCase={nameOfUseCase} />
              </Table.Td>
              <Table.Td visibleFrom="sm">{signsInBy(user)}</Table.Td>
              <Table.Td className={classes.action}>
                {user.erasedAt === null && (
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={`Change ${user.name}`}
                    onClick={() => setOpenId(user.id)}
                  >
                    Change
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpenId(null)}
        size="md"
        title={open?.name}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open !== undefined && (
          <EditUser key={open.id} user={open} isSelf={open.id === ownId} useCases={useCases} actions={actions} />
        )}
      </Drawer>
    </>
  );
}

function Roles({ user, nameOfUseCase }: { user: UserView; nameOfUseCase: (id: string) => string }) {
  const lines = user.memberships.map(({ useCaseId, roles }) => ({
    key: useCaseId,
    text: `${roles.map((role) => roleName[role]).join(", ")} · ${nameOfUseCase(useCaseId)}`,
  }));
  if (user.isAdmin) lines.unshift({ key: "admin", text: "Admin" });
  if (lines.length === 0) {
    return <span className={classes.none}>{user.erasedAt === null ? "No role yet" : "No role any more"}</span>;
  }
  return lines.map((line) => <div key={line.key}>{line.text}</div>);
}

function signsInBy(user: UserView): string {
  if (user.erasedAt !== null) return "Never again";
  if (user.isSimulated) return "Never; simulated";
  return user.hasPassword ? "Password" : "Single sign-on";
}
