# Varnish (6.0 or newer) before Hoa Ban. The page docs/operator/put-a-cache-before-it.md says how to use it.
vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

# Who may tell Varnish to forget: the portal's worker, nobody else.
acl may_purge {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ may_purge) {
            return (synth(405, "Not allowed"));
        }
        if (req.http.Surrogate-Key) {
            ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, "\s+", "|") + ")(\s|$)");
            return (synth(200, "Forgotten"));
        }
        return (purge);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # That a page was read: each time another reader.
    if (req.url ~ "^/_reads\.gif") {
        return (pass);
    }
    # Two forms of each page and no third: what browsers write here differs in a hundred ways.
    if (req.http.Accept-Encoding ~ "(^|[ ,])br($|[ ,;])") {
        set req.http.Accept-Encoding = "br";
    } elsif (req.http.Accept-Encoding ~ "gzip") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
    # With a cookie too: what is stored is what carries a tag, and no cookie changes that.
    return (hash);
}

sub vcl_backend_response {
    # What has no tag comes from the desk, is an error or is nowhere: it is never kept.
    if (!beresp.http.Surrogate-Key || beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
        return (deliver);
    }
    # Readers ask again each time; Varnish need not, since it is told. The hour is for the day on which it was not.
    set beresp.ttl = 1h;
    set beresp.grace = 10s;
    return (deliver);
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
}
