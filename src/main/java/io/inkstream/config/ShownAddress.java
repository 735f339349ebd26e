package io.inkstream.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An address, or several, separated by commas, as it may be shown: without the user, the password and the query that may be in it. */
final class ShownAddress {

    /** Keys whose values are addresses, Kafka's too. */
    private static final Pattern NAME = Pattern.compile("(url|uri|endpoint|servers?|host|instances)$");

    private static final String AUTHORITY = "://";

    private ShownAddress() {}

    /** Whether a value is an address by the name of its key, or looks like one. */
    static boolean isOne(String key, String value) {
        return value.contains(AUTHORITY) || NAME.matcher(key).find();
    }

    static String of(String value) {
        boolean clear = Arrays.stream(value.split(",")).allMatch(each -> isClear(each.strip()));
        return clear
                ? Arrays.stream(value.split(",", -1)).map(ShownAddress::masked).collect(Collectors.joining(","))
                : masked(value);
    }

    /** Whether an at sign can be nothing but what ends the user and password. */
    private static boolean isClear(String address) {
        if (address.indexOf('@') < 0) {
            return true;
        }
        try {
            var uri = new URI(address);
            return uri.getHost() != null
                    && uri.getRawUserInfo() != null
                    && address.indexOf('@') == address.lastIndexOf('@');
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Where it is not clear what is the password, more is masked than it: all up to the last at sign. */
    private static String masked(String address) {
        int scheme = address.indexOf(AUTHORITY);
        int begin = scheme < 0 ? 0 : scheme + AUTHORITY.length();
        int end = address.lastIndexOf('@');
        String shown = end < begin ? address : address.substring(0, begin) + Secrets.MASK + address.substring(end);
        return shown.replaceFirst("(?s)[?].+", "?" + Secrets.MASK);
    }
}
