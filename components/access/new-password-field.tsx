"use client";
import { Button, Group, PasswordInput } from "@mantine/core";
import { useState } from "react";

const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Sixteen characters that are hard to mistake for each other; 93 random bits. */
function suggestPassword(): string {
  const characters: string[] = [];
  while (characters.length < 16) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    // Bytes beyond the last whole multiple would make the first characters likelier.
    if (byte < 256 - (256 % alphabet.length)) characters.push(alphabet.charAt(byte % alphabet.length));
  }
  return characters.join("");
}

/** A field for a password that one gives to somebody else, with a suggestion at hand. */
export function NewPasswordField(props: {
  label: string;
  description: string;
  value: string;
  error: string | undefined;
  required?: boolean;
  onChange: (password: string) => void;
}) {
  const { label, description, value, error, required = false, onChange } = props;
  const [visible, setVisible] = useState(false);
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <PasswordInput
        flex={1}
        label={label}
        description={description}
        autoComplete="new-password"
        required={required}
        withAsterisk={false}
        value={value}
        error={error}
        visible={visible}
        onVisibilityChange={setVisible}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Button
        variant="default"
        onClick={() => {
          onChange(suggestPassword());
          setVisible(true);
        }}
      >
        Suggest
      </Button>
    </Group>
  );
}
