package dev.freshet.cli;

import dev.freshet.jakarta.config.ConfigurationException;
import dev.freshet.oauth.DiscoveryException;
import dev.freshet.store.TokenStoreException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a command line and runs the command that it names. */
final class CommandLine {

    private static final List<Command> COMMANDS =
            List.of(new AuthorizeCommand(), new PasswordCommand(), new ListCommand(), new RevokeCommand());

    private final Terminal terminal;

    CommandLine(Terminal terminal) {
        this.terminal = terminal;
    }

    Exit run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.equals(List.of("help"))) {
            terminal.say(usage());
            return Exit.DONE;
        }
        try {
            return run(command(arguments), arguments.subList(1, arguments.size()));
        } catch (CommandException e) {
            terminal.complain(String.valueOf(e.getMessage()));
            return e.exit();
        } catch (ConfigurationException e) {
            terminal.complain("FRESHET-0602: the configuration cannot be used. In the words of the application:\n"
                    + e.getMessage());
            return Exit.USAGE;
        } catch (DiscoveryException e) {
            terminal.complain(String.valueOf(e.getMessage()));
            return Exit.REFUSED;
        } catch (TokenStoreException e) {
            terminal.complain(String.valueOf(e.getMessage()));
            return Exit.STORE;
        } catch (UncheckedIOException e) {
            terminal.complain(e.getMessage() + " (" + e.getCause() + ")");
            return Exit.USAGE;
        }
    }

    private Exit run(Command command, List<String> arguments) {
        List<String> options = new ArrayList<>(Application.OPTIONS);
        options.addAll(OpenStore.OPTIONS);
        options.addAll(command.options());
        List<String> flags = new ArrayList<>(command.flags());
        flags.add(OpenStore.FROM_INPUT);
        Arguments read = Arguments.of(arguments, options, flags);
        Application application = Application.of(read, new OpenStore(read, terminal, command.bringsGrants()));
        application.warnings().forEach(terminal::complain);
        return command.run(read, application, terminal);
    }

    private static Command command(List<String> arguments) {
        String names = COMMANDS.stream().map(Command::name).collect(Collectors.joining(", "));
        if (arguments.isEmpty()) {
            throw CommandException.usage("there is no command: write one of " + names + ", or --help");
        }
        return COMMANDS.stream()
                .filter(command -> command.name().equals(arguments.get(0)))
                .findFirst()
                .orElseThrow(() -> CommandException.usage(
                        "the first argument is no command: write one of " + names + ", or --help"));
    }

    static String usage() {
        return "usage: java -jar freshet-cli.jar COMMAND [OPTION...]\n\n"
                + COMMANDS.stream().map(Command::usage).collect(Collectors.joining("\n"))
                + "\n"
                + Application.USAGE
                + OpenStore.USAGE
                + """

                Ends with 0 when it is done; 1 if the user or the server said no, or nothing came in time; 2 if the
                command line or the configuration is wrong; 3 if the store failed; 4 if a grant is removed here, but its
                refresh token is not revoked at the server.""";
    }
}
